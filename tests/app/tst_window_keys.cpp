// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "views/carry.h"
#include "views/sheet.h"
#include "views/trial_bar.h"
#include "views/window_actions.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QMenuBar>
#include <QRadioButton>

using namespace patchbay;
using namespace Qt::StringLiterals;

/// The keyboard in everything that stands in front of the window: Tab reaches each control once round, in the order a person
/// reads them, each has a name, Escape closes.
class TestWindowKeys : public test::WindowCase
{
    Q_OBJECT

    static constexpr int patience = 30'000;

    [[nodiscard]] views::Sheet *sheet() const
    {
        for (auto *each : m_window->findChildren<views::Sheet *>())
            if (each->isVisible())
                return each;
        return nullptr;
    }
    /// What Tab has to reach: of radio buttons that exclude each other only the chosen one.
    [[nodiscard]] static QList<QWidget *> controls(const QWidget *in)
    {
        QList<QWidget *> found;
        for (auto *each : in->findChildren<QWidget *>()) {
            const auto *radio = qobject_cast<const QRadioButton *>(each);
            const bool inside = each->objectName().startsWith(u"qt_"_s) || each->focusProxy();
            if (each->isVisible() && each->isEnabled() && (each->focusPolicy() & Qt::TabFocus) && !inside && !(radio && !radio->isChecked()))
                found.append(each);
        }
        return found;
    }
    [[nodiscard]] static QString nameOf(const QWidget *widget)
    {
        return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    /// Once round by Tab, from where the focus is.
    [[nodiscard]] static QList<QWidget *> round(int most = 80)
    {
        QList<QWidget *> reached;
        for (int i = 0; i < most; ++i) {
            QWidget *at = QApplication::focusWidget();
            if (!at || reached.contains(at))
                break;
            reached.append(at);
            QTest::keyClick(at, Qt::Key_Tab);
        }
        return reached;
    }
    static void walk(const QWidget *in)
    {
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() && in->isAncestorOf(QApplication::focusWidget()), patience);
        const QList<QWidget *> reached = round();
        for (const QWidget *each : controls(in)) {
            QVERIFY2(reached.contains(each), qPrintable(nameOf(each) + u" is never reached"_s));
            QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(each));
            QVERIFY2(spoken && !spoken->text(QAccessible::Name).isEmpty(), qPrintable(nameOf(each) + u" has no name"_s));
        }
        inOrder(in, reached);
    }
    /// Down, and along each line; the one step back to the beginning excepted.
    static void inOrder(const QWidget *in, const QList<QWidget *> &reached)
    {
        int back = 0;
        for (qsizetype i = 0; i < reached.size(); ++i) {
            const QWidget *from = reached[i], *to = reached[(i + 1) % reached.size()];
            const QRect a(from->mapTo(in, QPoint()), from->size()), b(to->mapTo(in, QPoint()), to->size());
            const bool sameLine = a.center().y() < b.bottom() && b.center().y() < a.bottom();
            if (sameLine ? b.left() < a.left() : b.top() < a.top())
                ++back;
        }
        QStringList names;
        for (const QWidget *each : reached)
            names.append(nameOf(each));
        QVERIFY2(back <= 1, qPrintable(names.join(u" > "_s)));
    }

    void serveTrial()
    {
        m_prepare = [](test::FakeEngine &engine) {
            engine.answer("boot.trial", wire::Trial{"running", "1", "next-boot", "1/0/1 to ppt", 500, 600});
            engine.answer("boot.extend", wire::Trial{"running", "1", "next-boot", "1/0/1 to ppt", 600, 600});
            engine.answer("boot.compare", wire::Comparison{{test::smallFile("persistent")}, {}});
            engine.answer("boot.export", wire::Exported{});
            engine.answer("boot.restore", wire::HistoryEntry{});
            engine.answer("boot.history", wire::History{{{"2", 0, "persistent", "applied", "2/0/0 to ppt"}, {"1", 0, "next-boot", "applied", "1/0/1 to ppt"}}});
        };
    }
    void plan()
    {
        m_window->carry()->begin(views::Carry::How::Keyboard, {u"pci0:1:0:1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_window->boardModel()->options(), patience);
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->preview() && !m_window->session()->busy(), patience);
    }
    void closeByEscape()
    {
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet(), patience);
    }

    void press(const char *name)
    {
        for (int i = 0; i < 30 && QApplication::focusWidget() != pushButton(name); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), pushButton(name));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    }

private slots:
    void initTestCase() { settleIn(u"window-keys"_s); }
    void cleanup() { drop(); }

    void sheets_data()
    {
        QTest::addColumn<QString>("which");
        for (const char *which : {"apply", "history", "verify", "guest", "host", "reboot", "help"})
            QTest::newRow(which) << QString::fromLatin1(which);
    }

    void sheets()
    {
        QFETCH(const QString, which);
        if (which != u"apply"_s)
            serveTrial();
        raise();
        m_window->activateWindow();
        plan();
        const views::WindowActions &actions = *m_window->actions();
        const QHash<QString, QAction *> open{{u"apply"_s, actions.review}, {u"history"_s, actions.history}, {u"verify"_s, actions.verify},
                                             {u"guest"_s, actions.addGuest}, {u"host"_s, actions.addHost}, {u"reboot"_s, actions.reboot},
                                             {u"help"_s, actions.help}};
        QTRY_VERIFY2_WITH_TIMEOUT(open[which]->isEnabled(), qPrintable(open[which]->toolTip()), patience);
        open[which]->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(sheet(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->busy(), patience);
        QVERIFY(!sheet()->accessibleName().isEmpty());
        walk(sheet());
        closeByEscape();
    }

    /// Of a letter that two entries have, Alt and the letter only goes from one to the other.
    void everyMenuEntryHasItsOwnLetter()
    {
        raise();
        QList<QList<QAction *>> menus{m_window->menuBar()->actions()};
        for (const QAction *title : m_window->menuBar()->actions())
            menus.append(title->menu()->actions());
        for (const QList<QAction *> &entries : std::as_const(menus)) {
            QHash<QKeySequence, QString> taken;
            for (const QAction *entry : entries) {
                const QKeySequence letter = QKeySequence::mnemonic(entry->text());
                if (letter.isEmpty())
                    continue;
                QVERIFY2(!taken.contains(letter), qPrintable(entry->text() + u" and "_s + taken.value(letter)));
                taken.insert(letter, entry->text());
            }
            QVERIFY(!taken.isEmpty());
        }
    }

    /// The history by keys alone: another change, what going back would do, and the button that is there only then.
    void historyByKeys()
    {
        serveTrial();
        raise();
        m_engine->answer("boot.preview", wire::Restoration{"token", {test::smallFile("persistent")}, {}, {}, {}, false});
        m_window->activateWindow();
        m_window->actions()->history->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("historyBack") && pushButton("historyBack")->isEnabled(), patience);
        auto *list = m_window->findChild<QAbstractItemView *>(u"historyList"_s);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget(), patience);
        for (int i = 0; i < 20 && QApplication::focusWidget() != list; ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), list);
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        press("historyBack");
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("historyGo"), patience);
        walk(sheet());
        press("historyGo");
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->asked.contains(u"boot.restore"_s), patience);
        QCOMPARE(wire::decode<wire::RestoreRequest>(m_engine->lastOf[u"boot.restore"_s])->to, std::string("1"));
    }

    /// The apply sheet of a host that can try: the toggle that shows what is installed is on the way, and its default is Return.
    void applyWithATrial()
    {
        m_prepare = [](test::FakeEngine &engine) { engine.answer("boot.trial", wire::Trial{"none", "", "", "", {}, {}}); };
        raise();
        m_window->activateWindow();
        plan();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->actions()->review->isEnabled(), patience);
        m_window->actions()->review->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("trialShow") && pushButton("trialShow")->isEnabled(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo")->isEnabled() && !m_window->session()->busy(), patience);
        walk(sheet());
        QVERIFY(pushButton("applyGo")->isDefault());
        press("trialShow");
        QVERIFY(pushButton("trialShow")->isChecked());
        closeByEscape();
    }

    /// Return in a field adds the guest, and the focus is where a person begins to type.
    void returnAddsTheGuest()
    {
        raise();
        m_window->activateWindow();
        const std::size_t before = m_window->session()->plan().guests.size();
        m_window->actions()->addGuest->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(sheet() && QApplication::focusWidget() && QApplication::focusWidget()->objectName() == u"guestName"_s, patience);
        QTest::keyClicks(QApplication::focusWidget(), u"by-keys"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet(), patience);
        QCOMPARE(m_window->session()->plan().guests.size(), before + 1);
        QCOMPARE(m_window->session()->plan().guests.back().name, std::string("by-keys"));
    }

    void reconnectOfTheTrialBar()
    {
        serveTrial();
        raise();
        m_window->activateWindow();
        auto *bar = m_window->findChild<views::TrialBar *>();
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible() && !m_window->session()->busy(), patience);
        m_engine->die(u"The engine crashed."_s);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("trialReconnect"), patience);
        for (int i = 0; i < 6 && QApplication::focusWidget() != pushButton("trialReconnect"); ++i)
            m_window->actions()->nextRegion->trigger();
        QCOMPARE(QApplication::focusWidget(), pushButton("trialReconnect"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), client::Session::State::Ready, patience);
    }

    void theTrialBar()
    {
        serveTrial();
        raise();
        m_window->activateWindow();
        auto *bar = m_window->findChild<views::TrialBar *>();
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->busy() && m_window->actions()->keep->isEnabled(), patience);
        QVERIFY(!bar->accessibleName().isEmpty());
        // F6 enters it, at the button that keeps.
        for (int i = 0; i < 6 && !(QApplication::focusWidget() && bar->isAncestorOf(QApplication::focusWidget())); ++i)
            m_window->actions()->nextRegion->trigger();
        QCOMPARE(QApplication::focusWidget(), pushButton("trialKeep"));
        QStringList reached;
        for (const QWidget *each : round(200))
            if (bar->isAncestorOf(each))
                reached.append(each->objectName());
        reached.sort();
        QCOMPARE(reached, (QStringList{u"trialBack"_s, u"trialCompare"_s, u"trialExtend"_s, u"trialKeep"_s}));
        for (const QWidget *each : controls(bar))
            QVERIFY2(!each->accessibleName().isEmpty(), qPrintable(nameOf(each)));
        pushButton("trialCompare")->setFocus(Qt::TabFocusReason);
        for (const char *next : {"trialBack", "trialExtend", "trialKeep"}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget(), pushButton(next));
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->asked.contains(u"boot.extend"_s), patience);
    }
};

QTEST_MAIN(TestWindowKeys)
#include "tst_window_keys.moc"
