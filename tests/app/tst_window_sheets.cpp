// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "look/metrics.h"
#include "views/carry.h"
#include "views/connection_sheet.h"
#include "views/host_edit.h"
#include "views/host_import.h"
#include "views/lift_sheet.h"
#include "views/question.h"
#include "views/scroll_body.h"
#include "views/ssh_sheets.h"
#include "views/window_actions.h"
#include "views/window_help.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>

#include <span>

using namespace patchbay;
using namespace patchbay::views;
using namespace Qt::StringLiterals;

/// Whatever hangs in front of a small window, whatever the size of its text: its buttons are there, whole, and what does not
/// fit above them scrolls.
class TestWindowSheets : public test::WindowCase
{
    Q_OBJECT

    static constexpr int patience = 30'000;
    static constexpr const char *kinds[] = {"guest", "settings", "host", "reboot", "help", "about", "edit", "import",
                                            "lift", "question", "connection", "key", "secret", "build", "apply"};
    static constexpr const char *trialKinds[] = {"history", "verify"};

    [[nodiscard]] Sheet *sheet() const
    {
        for (auto *each : m_window->findChildren<Sheet *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    static QString longWords() { return u"What a person has to read before this is done takes many words. "_s.repeated(12); }

    void serveTrial()
    {
        m_prepare = [](test::FakeEngine &engine) {
            engine.answer("boot.trial", wire::Trial{"running", "1", "next-boot", "1/0/1 to ppt", 500, 600});
            engine.answer("boot.compare", wire::Comparison{{test::smallFile("persistent")}, {}});
            engine.answer("boot.history", wire::History{{{"2", 0, "persistent", "applied", "2/0/0 to ppt"}, {"1", 0, "next-boot", "applied", "1/0/1 to ppt"}}});
        };
    }
    void plan()
    {
        m_window->carry()->begin(Carry::How::Keyboard, {u"pci0:1:0:1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_window->boardModel()->options(), patience);
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview() && !m_window->session()->busy(), patience);
    }
    /// A sheet that no action of this small host leads to.
    [[nodiscard]] Sheet *made(const QString &which)
    {
        MainWindow *window = m_window.get();
        const client::HostBook::Host host{u"ssh://root@nas.example.net"_s, u"nas"_s, u"Attic"_s, false};
        if (which == u"edit"_s)
            return new HostEdit(u"Edit %1"_s.arg(host.name), host, *m_book, window);
        if (which == u"import"_s)
            return new HostImport(u"host"_s.repeated(40).split(u'h', Qt::SkipEmptyParts), u"~/.ssh/config"_s, {u"Attic"_s}, window);
        if (which == u"lift"_s)
            return new LiftSheet(longWords(), u"da0 <- umass-sim0 <- xhci0 <- pci0:0:20:0\n"_s.repeated(9), u"nas"_s, window);
        if (which == u"question"_s)
            return new Question(u"Close although a change waits to be kept?"_s, longWords(), u"Close Patchbay"_s, true, window);
        if (which == u"connection"_s)
            return new ConnectionSheet(*m_window->session(), nullptr, window);
        if (which == u"key"_s)
            return new HostKeySheet({u"nas"_s, u"ssh-ed25519"_s, u"SHA256:pJwR2yQ2u6bb0Q1N3y0nQ6jWcO6wOZQ0b3i1yQ6b0Q1"_s,
                                     u"|        . o o .  |\n"_s.repeated(11), u"/home/person/.ssh/known_hosts"_s, {longWords()}}, window);
        if (which == u"secret"_s)
            return new SecretSheet({remote::SecretQuestion::Kind::Interactive, u"root@nas"_s, longWords(), u"That was not right."_s,
                                    {{u"Password:"_s}, {u"One-time code:"_s, true}}, u"password of root@nas"_s, true}, window);
        if (which == u"build"_s)
            return new BuildSheet({u"nas"_s, u"FreeBSD 14.3-RELEASE amd64"_s, u"clang version 19.1.7"_s, u"/root/.cache/patchbay"_s, {}}, window);
        return nullptr;
    }
    void open(const QString &which)
    {
        const WindowActions &actions = *m_window->actions();
        const QHash<QString, QAction *> ways{{u"apply"_s, actions.review}, {u"history"_s, actions.history}, {u"verify"_s, actions.verify},
                                             {u"guest"_s, actions.addGuest}, {u"settings"_s, actions.guestSettings}, {u"host"_s, actions.addHost},
                                             {u"reboot"_s, actions.reboot}, {u"help"_s, actions.help}};
        if (which == u"about"_s)
            return showAbout(m_window.get());
        if (Sheet *other = made(which))
            return other->open();
        QVERIFY2(ways.contains(which), qPrintable(which));
        QTRY_VERIFY2_WITH_TIMEOUT(ways[which]->isEnabled(), qPrintable(ways[which]->toolTip()), patience);
        ways[which]->trigger();
    }
    [[nodiscard]] static QRect onScreen(const QWidget *widget) { return {widget->mapToGlobal(QPoint()), widget->size()}; }
    [[nodiscard]] static bool scrolls(const QWidget *widget)
    {
        for (const QWidget *each = widget; each; each = each->parentWidget())
            if (qobject_cast<const ScrollBody *>(each))
                return true;
        return false;
    }
    /// Of the footer: whole, in the window, and none over another.
    [[nodiscard]] QString wrongWithFooter() const
    {
        QList<QPushButton *> buttons = sheet()->findChildren<QPushButton *>();
        buttons.removeIf([](const QPushButton *each) { return !each->isVisible() || scrolls(each); });
        if (buttons.isEmpty())
            return u"no button"_s;
        for (const QPushButton *each : std::as_const(buttons)) {
            const QRect at = onScreen(each);
            if (!onScreen(m_window.get()).contains(at) || !onScreen(sheet()).contains(at))
                return u"\"%1\" is cut off"_s.arg(each->text());
            if (at.width() < each->minimumSizeHint().width() || at.height() < each->minimumSizeHint().height())
                return u"\"%1\" is squeezed"_s.arg(each->text());
            for (const QPushButton *other : std::as_const(buttons))
                if (other != each && onScreen(other).intersects(at))
                    return u"\"%1\" stands over \"%2\""_s.arg(each->text(), other->text());
        }
        return {};
    }

    /// Also after the window has gone from large to small under the open sheet.
    void stays(const char *which)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(sheet(), which, patience);
        QTRY_VERIFY2_WITH_TIMEOUT(!m_window->session()->busy(), which, patience);
        for (const QSize size : {QSize(800, 600), QSize(1440, 900), QSize(800, 600)}) {
            m_window->resize(size);
            QTRY_VERIFY2_WITH_TIMEOUT(wrongWithFooter().isEmpty(), qPrintable(QString::fromLatin1(which) + u": "_s + wrongWithFooter()), patience);
            QTRY_VERIFY2_WITH_TIMEOUT(onScreen(m_window.get()).contains(onScreen(sheet())), which, patience);
        }
    }

private slots:
    void initTestCase() { settleIn(u"window-sheets"_s); }
    void cleanup()
    {
        drop();
        look::setTextSize(look::usualText);
        look::dress(*qApp, look::Choice::Light);
    }

    void largeTextTakesTheHostsRoomAndNoHeight()
    {
        look::setTextSize(26);
        look::dress(*qApp, look::Choice::Light);
        raise();
        m_window->setMinimumSize(1, 1); // whatever the fonts here are like
        m_window->resize(1100, 900);
        QTRY_COMPARE(m_window->width(), 1100);
        QVERIFY(!m_window->findChild<QWidget *>(u"sidebar"_s)->isVisible());
        QCOMPARE(m_window->splitter(u"split-board"_s)->orientation(), Qt::Horizontal);
    }

    void footerIsThere_data()
    {
        QTest::addColumn<int>("text");
        QTest::addColumn<bool>("trial");
        for (const int text : {look::usualText, 20, 26})
            for (const bool trial : {false, true})
                QTest::addRow("text of %d pixels%s", text, trial ? ", a trial runs" : "") << text << trial;
    }

    void footerIsThere()
    {
        QFETCH(const int, text);
        QFETCH(const bool, trial);
        look::setTextSize(text);
        look::dress(*qApp, look::Choice::Light);
        if (trial)
            serveTrial();
        raise();
        plan();
        m_window->setMinimumSize(1, 1); // a window at the edge of a small screen, however large its text
        const std::span<const char *const> all = trial ? std::span(trialKinds) : std::span<const char *const>(kinds);
        for (const char *which : all) {
            m_window->resize(800, 600);
            QCOMPARE(m_window->size(), QSize(800, 600));
            open(QString::fromLatin1(which));
            stays(which);
            sheet()->reject();
            QTRY_VERIFY_WITH_TIMEOUT(!sheet(), patience);
        }
    }

    /// A guest with as many devices as a board holds: the last one is one Tab away, not out of reach.
    void bodyScrolls()
    {
        raise();
        m_window->resize(800, 600);
        m_window->actions()->addGuest->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("addDevice"), patience);
        for (int i = 0; i < 30; ++i)
            pushButton("addDevice")->click();
        auto *body = sheet()->findChild<ScrollBody *>();
        QTRY_VERIFY_WITH_TIMEOUT(body->verticalScrollBar()->maximum() > 0, patience);
        QCOMPARE(wrongWithFooter(), QString());
        m_window->activateWindow();
        pushButton("guestDone")->setFocus(Qt::TabFocusReason);
        QTest::keyClick(sheet(), Qt::Key_Tab);
        QCOMPARE(body->verticalScrollBar()->value(), 0);
        pushButton("addDevice")->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY_WITH_TIMEOUT(onScreen(body->viewport()).contains(onScreen(pushButton("addDevice"))), patience);
    }

    void fieldsAreOfOneHeight()
    {
        raise();
        m_window->actions()->addGuest->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(sheet(), patience);
        const int height = sheet()->findChild<QLineEdit *>(u"guestName"_s)->height();
        for (const auto *each : sheet()->findChildren<QSpinBox *>())
            QVERIFY2(each->height() <= height, qPrintable(u"%1: %2, not %3"_s.arg(each->accessibleName()).arg(each->height()).arg(height)));
    }

    /// What the host is at cannot be called back: a sheet that went meanwhile would hide that it was done.
    void whatIsUnderWayKeepsItsSheet_data()
    {
        QTest::addColumn<QString>("which");
        QTest::addColumn<QByteArray>("button");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QByteArray>("leave");
        QTest::newRow("apply") << u"apply"_s << "applyGo"_ba << u"boot.apply"_s << "applyCancel"_ba;
        QTest::newRow("keep") << u"verify"_s << "verifyKeep"_ba << u"boot.confirm"_s << "verifyLater"_ba;
        QTest::newRow("go back") << u"verify"_s << "verifyBack"_ba << u"boot.revert"_s << "verifyLater"_ba;
        QTest::newRow("take back") << u"history"_s << "revert"_ba << u"boot.revert"_s << "historyClose"_ba;
    }

    void whatIsUnderWayKeepsItsSheet()
    {
        QFETCH(const QString, which);
        QFETCH(const QByteArray, button);
        QFETCH(const QString, method);
        QFETCH(const QByteArray, leave);
        if (which != u"apply"_s)
            serveTrial();
        raise();
        plan();
        open(which);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton(button) && pushButton(button)->isEnabled() && !m_window->session()->busy(), patience);
        m_engine->hold = true;
        pushButton(button)->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->asked.contains(method), patience);
        QVERIFY(!pushButton(leave)->isEnabled());
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QVERIFY(sheet());
        sheet()->close();
        QVERIFY(sheet());
        m_engine->die(u"The engine crashed."_s);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton(leave)->isEnabled(), patience);
        pushButton(leave)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!sheet(), patience);
    }

    void addHostBeginsInTheAddress()
    {
        raise();
        m_window->activateWindow();
        open(u"host"_s);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() && sheet()->isAncestorOf(QApplication::focusWidget()), patience);
        QCOMPARE(QApplication::focusWidget()->objectName(), u"hostAddress"_s);
    }

    /// An engine's long message keeps to the sheet as well.
    void longProblem()
    {
        raise();
        m_window->resize(800, 600);
        SecretSheet *asks = new SecretSheet({remote::SecretQuestion::Kind::Password, u"root@nas"_s, {}, longWords().repeated(6),
                                             {{u"Password:"_s}}, {}, false}, m_window.get());
        asks->open();
        QTRY_VERIFY_WITH_TIMEOUT(sheet(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(wrongWithFooter(), QString(), patience);
        auto *field = asks->findChild<QLineEdit *>(u"secretField"_s);
        auto *problem = asks->findChild<QLabel *>(u"problem"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(onScreen(field).bottom() < onScreen(problem).top(),
                                  qPrintable(u"%1 %2"_s.arg(onScreen(field).bottom()).arg(onScreen(problem).top())), 3000);
        QVERIFY(onScreen(sheet()).contains(onScreen(field)));
    }
};

QTEST_MAIN(TestWindowSheets)
#include "tst_window_sheets.moc"
