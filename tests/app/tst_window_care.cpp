// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "models/finding_model.h"
#include "models/topology_model.h"
#include "views/banner.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/context_menus.h"
#include "views/findings_view.h"
#include "views/outcome_panel.h"
#include "views/sheet.h"
#include "views/window_actions.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSplitter>

using namespace patchbay;
using namespace Qt::StringLiterals;
using views::Carry;

/// What a person expects of a window beside the main job: the truth when a connection is lost, copies, one place to find
/// everything, reasons for what is dead, words for those who do not see it.
class WindowCareTest : public test::WindowCase
{
    Q_OBJECT

    [[nodiscard]] QString clip() const { return QGuiApplication::clipboard()->text(); }
    [[nodiscard]] QString said() const { return m_window->findChild<QLabel *>(u"said"_s)->text(); }
    void again(std::function<void(test::FakeEngine &)> prepare)
    {
        drop();
        m_prepare = std::move(prepare);
        raise();
    }

private slots:
    void initTestCase() { settleIn(u"window-care"_s); }
    void init() { raise(); }
    void cleanup() { drop(); }

    void aLostConnectionIsToldAndMended()
    {
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY(m_window->actions()->review->isEnabled());
        m_engine->die(u"The engine crashed. out of swap space"_s);
        QVERIFY(m_window->banner()->isVisible());
        QVERIFY2(m_window->banner()->accessibleName().contains(u"out of swap space"_s), qPrintable(m_window->banner()->accessibleName()));
        QVERIFY2(tree()->isVisible(), "what was read last stays");
        QVERIFY(!m_window->actions()->review->isEnabled());
        QVERIFY(!m_window->actions()->reboot->isEnabled());
        QVERIFY(m_window->actions()->review->toolTip().contains(u"not connected"_s));
        QVERIFY(!pushButton("guestRun")->isEnabled());
        QTest::mouseClick(pushButton("bannerAction"), Qt::LeftButton);
        QTRY_COMPARE(m_window->session()->state(), client::Session::State::Ready);
        QTRY_VERIFY(m_window->session()->preview());
        QVERIFY(!m_window->banner()->isVisible());
        QCOMPARE(m_window->session()->plan().guests.front().positions.size(), 1u);
        QVERIFY(m_window->actions()->review->isEnabled());
    }

    void aConnectionLostInTheMiddleOfReadingIsTold_data()
    {
        QTest::addColumn<QString>("asked");
        for (const char *method : {"host.snapshot", "plan.current", "plan.preview", "plan.options", "host.function"})
            QTest::newRow(method) << QString::fromLatin1(method);
    }

    void aConnectionLostInTheMiddleOfReadingIsTold()
    {
        QFETCH(QString, asked);
        const auto before = m_engine->asked.count(asked);
        m_engine->handlers[asked.toStdString()] = [this, real = m_engine->handlers[asked.toStdString()]](std::string_view params) {
            m_engine->hold = true;
            return real(params);
        };
        select("pci0:1:0:1");
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        m_window->session()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->asked.count(asked) > before && !m_engine->held.isEmpty(), 30'000);
        m_engine->die(u"The engine crashed."_s);
        for (int round = 0; round < 3; ++round) {
            QCOMPARE(m_window->session()->state(), client::Session::State::Failed);
            QVERIFY(m_window->banner()->isVisible());
            QCoreApplication::processEvents(); // what was left in the queue changes nothing any more
        }
    }

    void aSheetInFrontDoesNotKeepTheWindowFromClosing()
    {
        m_window->actions()->addGuest->trigger();
        QTRY_VERIFY(pushButton("guestDone"));
        const QPointer<QPushButton> done = pushButton("guestDone");
        m_window.reset();
        QCoreApplication::processEvents();
        QVERIFY(!done);
    }

    void copies()
    {
        select("pci0:1:0:1");
        tree()->setFocus();
        m_window->actions()->copySelector->trigger();
        QCOMPARE(clip(), u"pci0:1:0:1"_s);
        m_window->actions()->copySlashed->trigger();
        QCOMPARE(clip(), u"1/0/1"_s);
        tree()->setCurrentIndex(tree()->currentIndex().parent()); // the card
        m_window->actions()->copyPptdevs->trigger();
        QCOMPARE(clip(), u"pptdevs=\"1/0/0 1/0/1\""_s);
        m_window->actions()->copyCommand->trigger();
        QVERIFY2(clip().startsWith(u"bhyve -S"_s), qPrintable(clip()));
        QVERIFY2(said().startsWith(u"Copied: bhyve -S"_s), qPrintable(said()));
    }

    void thePaletteFindsCommandsHostsAndFunctions()
    {
        const auto find = [this](const QString &words) {
            m_window->actions()->palette->trigger();
            auto *palette = m_window->findChild<QDialog *>(u"palette"_s);
            auto *edit = palette->findChild<QLineEdit *>(u"paletteWords"_s);
            edit->setText(words);
            QTest::keyClick(edit, Qt::Key_Return);
        };
        find(u"add a guest"_s);
        QTRY_VERIFY(pushButton("guestDone"));
        delete pushButton("guestDone")->window();
        find(u"1/0/1"_s);
        QTRY_COMPARE(tree()->currentIndex().data(models::AddressRole).toString(), u"pci0:1:0:1"_s);
        find(u"open host this machine"_s);
        QTRY_COMPARE(m_window->session()->spec(), u"local"_s);
    }

    void outputStartsAnewWithTheGuest()
    {
        auto *outcome = m_window->outcome();
        outcome->setOutput(u"web-01"_s, {});
        outcome->addOutput(u"web-01"_s, u"first life\n"_s);
        outcome->setOutput(u"web-01"_s, {});
        outcome->addOutput(u"web-01"_s, u"second\n"_s);
        outcome->showPage(views::OutcomePanel::Output);
        bool seen = false;
        for (const auto *view : outcome->findChildren<QPlainTextEdit *>()) {
            if (!view->isVisible())
                continue;
            seen = view->toPlainText().contains(u"second"_s);
            QVERIFY2(!view->toPlainText().contains(u"first life"_s), qPrintable(view->toPlainText()));
        }
        QVERIFY(seen);
    }

    void whatARunningGuestSaidBeforeIsRead()
    {
        again([](test::FakeEngine &engine) {
            engine.handlers["host.snapshot"] = [](std::string_view) {
                wire::Snapshot snapshot = *test::smallMachine();
                snapshot.guests = {{"web-01", "running", {}, {}, ""}};
                return wire::encode(snapshot);
            };
            engine.answer("guest.log", wire::GuestLog{"login: \n"});
            wire::GuestAnswer stopped;
            stopped.state = {"web-01", "running", {}, {}, ""};
            engine.answer("guest.stop", stopped);
        });
        QTRY_VERIFY(m_engine->asked.contains(u"guest.log"_s));
        // First the power button, then the plug.
        for (const bool force : {false, true}) {
            QTest::mouseClick(pushButton("guestRun"), Qt::LeftButton);
            QTRY_VERIFY(pushButton("questionGo"));
            QTest::mouseClick(pushButton("questionGo"), Qt::LeftButton);
            QTRY_VERIFY(!pushButton("questionGo"));
            QTRY_COMPARE(m_engine->asked.count(u"guest.stop"_s), force ? 2 : 1);
            QCOMPARE(wire::decode<wire::GuestRequest>(m_engine->lastOf[u"guest.stop"_s])->force, force);
            QTRY_VERIFY(m_window->session()->preview());
        }
    }

    void whatIsLeftOfAGuestCanBeStopped_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("up");
        QTest::newRow("runs") << u"running"_s << true;
        QTest::newRow("was asked to shut down") << u"stopping"_s << true;
        QTest::newRow("machine outlived its bhyve") << u"held"_s << true;
        QTest::newRow("ended") << u"stopped"_s << false;
        QTest::newRow("never came up") << u"failed"_s << false;
    }

    void whatIsLeftOfAGuestCanBeStopped()
    {
        QFETCH(QString, state);
        QFETCH(bool, up);
        again([state](test::FakeEngine &engine) {
            engine.handlers["host.snapshot"] = [state](std::string_view) {
                wire::Snapshot snapshot = *test::smallMachine();
                snapshot.guests = {{"web-01", state.toStdString(), {}, {}, ""}};
                return wire::encode(snapshot);
            };
        });
        QTRY_COMPARE(pushButton("guestRun")->text(), up ? u"Stop"_s : u"Start"_s);
        QCOMPARE(m_window->actions()->guestStop->isEnabled(), up);
        QCOMPARE(m_window->actions()->guestStart->isEnabled(), !up);
    }

    void aHostToLookAtSaysWhyNothingCanBeDone()
    {
        again([](test::FakeEngine &engine) {
            engine.handlers["host.snapshot"] = [](std::string_view) {
                wire::Snapshot snapshot = *test::smallMachine();
                snapshot.readOnly = "a dump has no host to change";
                snapshot.oddities = {{"line 7", "this line is not understood"}};
                return wire::encode(snapshot);
            };
        });
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY(m_window->session()->preview());
        QCOMPARE(wire::decode<wire::PlanRequest>(m_engine->lastOf[u"plan.preview"_s])->mode, std::string("persistent"));
        QVERIFY(!pushButton("modeNextBoot"));
        for (const QAction *action : {m_window->actions()->review, m_window->actions()->reboot, m_window->actions()->verify,
                                      m_window->actions()->history, m_window->actions()->guestStart}) {
            QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
            QVERIFY2(action->toolTip().contains(u"a dump has no host to change"_s), qPrintable(action->text()));
        }
        QVERIFY(pushButton("guestRun")->toolTip().contains(u"a dump has no host"_s));
        QVERIFY(m_window->actions()->savePlan->isEnabled());
        const auto &findings = m_window->outcome()->findings()->findings();
        QVERIFY(std::ranges::any_of(findings, [](const wire::Finding &f) { return f.text == "this line is not understood"; }));
    }

    void hundredsOfFindingsCanAllBeSeen()
    {
        std::vector<wire::Finding> many(300);
        for (wire::Finding &finding : many) {
            finding.text = "Something.";
            finding.functions = {"pci0:1:0:1"};
        }
        m_window->outcome()->showPage(views::OutcomePanel::Findings);
        m_window->outcome()->findings()->setFindings(many);
        const auto shown = [this] {
            int count = 0;
            for (const auto *each : m_window->outcome()->findingsView()->findChildren<QPushButton *>(u"showSubject"_s))
                count += !each->isHidden() && each->isVisibleTo(m_window->outcome());
            return count;
        };
        QTRY_COMPARE(shown(), 120);
        QTRY_VERIFY(pushButton("moreFindings"));
        pushButton("moreFindings")->click();
        QTRY_COMPARE(shown(), 300);
        pushButton("showSubject")->click();
        QCOMPARE(tree()->currentIndex().data(models::AddressRole).toString(), u"pci0:1:0:1"_s);
    }

    void undoSaysWhatItUndoes()
    {
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(m_window->carry()->drop(9, 0));
        QVERIFY2(m_window->actions()->undo->text().contains(u"1/0/1 to web-01 at 9:0"_s), qPrintable(m_window->actions()->undo->text()));
        m_window->actions()->undo->trigger();
        QVERIFY(m_window->actions()->redo->text().contains(u"1/0/1 to web-01 at 9:0"_s));
    }

    void f6GoesRound()
    {
        m_window->activateWindow();
        QTRY_VERIFY(QApplication::focusWidget() || QApplication::activeWindow());
        QStringList seen;
        for (int i = 0; i < 5; ++i) {
            m_window->actions()->nextRegion->trigger();
            seen.append(QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : QString());
        }
        QCOMPARE(seen.mid(1, 4).size(), 4);
        for (const QString &part : {u"hosts"_s, u"topology"_s, u"board"_s, u"outcome"_s})
            QVERIFY2(seen.contains(part), qPrintable(part + u" is not among "_s + seen.join(u' ')));
        QVERIFY2(!said().isEmpty(), "the keys are said where the focus is");
    }

    void theLineBelowTellsWhatWasDoneLast()
    {
        const wire::Plan before = m_window->session()->plan();
        wire::Plan other = before;
        other.guests.front().cpus += 1;
        m_window->session()->propose(other, u"Settings of web-01"_s);
        QCOMPARE(said(), u"Settings of web-01"_s);
        m_window->actions()->undo->trigger();
        QCOMPARE(said(), u"Undone: Settings of web-01"_s);
        m_window->actions()->redo->trigger();
        QCOMPARE(said(), u"Settings of web-01"_s);
        m_window->tell(u"web-01 is running."_s);
        QSignalSpy looked(m_window->session(), &client::Session::planChanged);
        m_window->session()->refresh(); // as after a guest was started
        QTRY_VERIFY(!looked.isEmpty());
        QCOMPARE(said(), u"web-01 is running."_s);
    }

    void aFindingCountsItsFunctionsOnce()
    {
        wire::Finding finding;
        for (int i = 0; i < 4; ++i) {
            finding.functions.push_back("pci0:1:0:" + std::to_string(i));
            finding.cells.push_back({"web-01", 7, i});
        }
        models::FindingModel model;
        model.setFindings({finding});
        QCOMPARE(model.index(0, 0).data(models::FindingModel::SubjectRole).toString(),
                 u"pci0:1:0:0, pci0:1:0:1, pci0:1:0:2 and 1 more"_s);
        finding.functions.resize(1);
        finding.cells.resize(1);
        model.setFindings({finding});
        QCOMPARE(model.index(0, 0).data(models::FindingModel::SubjectRole).toString(), u"pci0:1:0:0, web-01 7:0"_s);
    }

    void aNarrowWindowIsNarrow()
    {
        m_window->resize(1024, 700);
        QTRY_COMPARE(m_window->width(), 1024);
        const QList<int> beside = m_window->splitter(u"split-board"_s)->sizes();
        QVERIFY2(beside[0] > beside[1], "the tree keeps room for names");
        m_window->resize(900, 700);
        QTRY_COMPARE(m_window->width(), 900);
        const QWidget *hosts = m_window->findChild<QWidget *>(u"sidebar"_s);
        QVERIFY(!hosts->isVisible());
        m_window->actions()->sidebar->trigger();
        QVERIFY2(hosts->isVisible(), "who asks for the hosts gets them, at once");
        m_window->actions()->sidebar->trigger();
        QVERIFY(!hosts->isVisible());
        QVERIFY(pushButton("review")->geometry().right() < 900);
        // The room the hosts took is free only after the next layout, as under a hand that goes on pulling.
        QTRY_VERIFY((m_window->resize(720, 820), m_window->width() == 720));
        QCOMPARE(m_window->splitter(u"split-board"_s)->orientation(), Qt::Vertical);
        QVERIFY(pushButton("review")->geometry().right() < 720);
    }

    void treeBoardAndBadgesHaveWords()
    {
        select("pci0:2:0:1");
        const auto name = [](QObject *object, const QModelIndex &index) {
            QAccessibleInterface *view = QAccessible::queryAccessibleInterface(object);
            QAccessibleTableInterface *table = view ? view->tableInterface() : nullptr;
            QAccessibleInterface *at = table ? table->cellAt(index.row(), index.column()) : nullptr;
            return at ? at->text(QAccessible::Name) : QString();
        };
        QCOMPARE(name(board(), cell(2, 0)), u"Slot 2, function 0: virtio-blk · disk0.img"_s);
        QCOMPARE(name(board(), cell(9, 3)), u"Slot 9, function 3: empty"_s);
        const QModelIndex row = tree()->currentIndex();
        QCOMPARE(row.data(Qt::AccessibleTextRole).toString(), u"2/0/1 8Gb Fibre Channel HBA"_s);
        const QString badges = row.siblingAtColumn(models::TopologyModel::CapabilityColumn).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(badges.contains(u"MSI-X 32"_s) && badges.contains(u"no reset"_s), qPrintable(badges));
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled())
                continue;
            QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(spoken && !spoken->text(QAccessible::Name).isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }

    void everyActionHasItsOwnKeys()
    {
        QHash<QKeySequence, QString> taken;
        for (const QAction *action : m_window->actions()->findChildren<QAction *>()) {
            for (const QKeySequence &keys : action->shortcuts()) {
                QVERIFY2(!taken.contains(keys), qPrintable(keys.toString() + u": "_s + action->text() + u" and "_s + taken.value(keys)));
                taken.insert(keys, action->text());
            }
        }
        QVERIFY(taken.size() > 20);
    }

    void aDumpCanBePasted()
    {
        QGuiApplication::clipboard()->setText(u"hostb0@pci0:0:0:0: class=0x060000 rev=0x00 hdr=0x00\n"_s);
        m_window->actions()->pasteDump->trigger();
        QVERIFY(m_window->session()->spec().startsWith(u"dump:"_s));
        QVERIFY(QFile::exists(m_window->session()->spec().mid(5)));
        QFile::remove(m_window->session()->spec().mid(5));
        QGuiApplication::clipboard()->setText(u" \n"_s);
        m_window->actions()->pasteDump->trigger();
        QVERIFY(m_window->banner()->isVisible());
    }
};

QTEST_MAIN(WindowCareTest)
#include "tst_window_care.moc"
