// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "look/theme.h"
#include "models/board_model.h"
#include "models/drag_payload.h"
#include "models/finding_model.h"
#include "models/topology_model.h"
#include "views/banner.h"
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/drag_chip.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/reason_tip.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QStandardPaths>
#include <QtTest>

using namespace patchbay;
using namespace Qt::StringLiterals;
using views::Carry;

/// The whole window over a scripted engine: what a person does by mouse and by keyboard.
class WindowTest : public test::WindowCase
{
    Q_OBJECT

    /// PATCHBAY_PICTURES names a folder to keep what the window looked like.
    void keep(const char *name)
    {
        const QString folder = qEnvironmentVariable("PATCHBAY_PICTURES");
        if (!folder.isEmpty())
            m_window->grab().save(QDir(folder).filePath(QString::fromLatin1(name) + u".png"_s));
    }

    template<typename Event>
    bool send(const QModelIndex &at, const QString &address, Qt::DropActions actions = Qt::MoveAction)
    {
        models::DragPayload payload{{address}};
        const std::unique_ptr<QMimeData> data(payload.toMime());
        const QPoint place = board()->visualRect(at).center();
        Event event(place, actions, data.get(), Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(board()->viewport(), &event);
        return event.isAccepted();
    }

private slots:
    void initTestCase() { settleIn(u"window"_s); }
    void init() { raise(); }
    void cleanup() { drop(); }

    void atRest()
    {
        QCOMPARE(m_window->board()->guest(), u"web-01"_s);
        QVERIFY(!m_window->session()->changed());
        QVERIFY(!pushButton("review")->isEnabled());
        keep("rest");
    }

    void dragOntoALegalCell()
    {
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(send<QDragEnterEvent>(cell(9, 0), u"pci0:1:0:1"_s));
        QVERIFY(send<QDragMoveEvent>(cell(9, 0), u"pci0:1:0:1"_s));
        QVERIFY(!board()->tip()->isVisible());
        QVERIFY(send<QDropEvent>(cell(9, 0), u"pci0:1:0:1"_s));
        QTRY_VERIFY(m_window->session()->preview());
        QCOMPARE(m_window->session()->plan().guests.front().positions.size(), 1u);
        QCOMPARE(m_window->session()->plan().guests.front().positions.front().slot, 9);
        QVERIFY(pushButton("review")->isEnabled());
        keep("dropped");

        m_window->actions()->undo->trigger();
        QVERIFY(!m_window->session()->changed());
        m_window->actions()->redo->trigger();
        QVERIFY(m_window->session()->changed());
    }

    void anIllegalCellSaysWhy()
    {
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:2:0:0"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        send<QDragEnterEvent>(cell(10, 3), u"pci0:2:0:0"_s);
        QVERIFY(!send<QDragMoveEvent>(cell(10, 3), u"pci0:2:0:0"_s));
        QVERIFY(board()->tip()->isVisible());
        QVERIFY2(board()->tip()->text().contains(u"functions must keep their numbers"_s), qPrintable(board()->tip()->text()));
        QVERIFY(board()->tip()->text().contains(u"columns 0-1"_s));
        QVERIFY(m_window->rect().contains(board()->tip()->geometry()));
        keep("refused");
        // The chip hangs at the pointer; the reason stands beside it, whatever the corner.
        const QPixmap chip = views::dragChip(m_window->carry()->caption(), u"nic"_s, 1);
        for (const QModelIndex &each : {cell(0, 3), cell(10, 3), cell(10, 7), cell(14, 5), cell(31, 7)}) {
            board()->scrollTo(each);
            const QPoint at = board()->visualRect(each).center();
            board()->hover(each, at);
            const QRect hanging(board()->viewport()->mapTo(m_window.get(), at) + QPoint(14, 6), chip.size());
            QVERIFY(board()->tip()->isVisible());
            QVERIFY(!board()->tip()->geometry().intersects(hanging));
        }
        board()->scrollToTop();
        QVERIFY(!send<QDropEvent>(cell(10, 3), u"pci0:2:0:0"_s));
        QVERIFY(!m_window->session()->changed());
        m_window->carry()->cancel();
        QVERIFY(!board()->tip()->isVisible());
    }

    void wholeJobByKeyboard()
    {
        tree()->setFocus();
        select("pci0:2:0:0");
        QTest::keyClick(tree(), Qt::Key_Space);
        QCOMPARE(m_window->carry()->how(), Carry::How::Keyboard);
        QTRY_VERIFY(m_window->boardModel()->options());
        QTRY_COMPARE(board()->currentIndex(), cell(1, 0));
        QTest::keyClick(board(), Qt::Key_Right);
        QTest::keyClick(board(), Qt::Key_Right);
        QVERIFY(board()->tip()->isVisible());
        QTest::keyClick(board(), Qt::Key_Return);
        QVERIFY2(!m_window->session()->changed(), "a refused cell takes nothing");
        QTest::keyClick(board(), Qt::Key_Left);
        QTest::keyClick(board(), Qt::Key_Left);
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(board(), Qt::Key_Down);
        QTest::keyClick(board(), Qt::Key_Return);
        QCOMPARE(m_window->session()->plan().guests.front().positions.size(), 2u);
        QCOMPARE(m_window->session()->plan().guests.front().positions.back().slot, 5);

        board()->setCurrentIndex(cell(5, 1));
        QTest::keyClick(board(), Qt::Key_Delete);
        QCOMPARE(m_window->session()->plan().guests.front().positions.size(), 1u);
    }

    void escapePutsBack()
    {
        tree()->setFocus();
        select("pci0:1:0:0");
        QTest::keyClick(tree(), Qt::Key_Space);
        QTRY_VERIFY(m_window->boardModel()->options());
        QTest::keyClick(board(), Qt::Key_Escape);
        QCOMPARE(m_window->carry()->how(), Carry::How::None);
        QVERIFY(!m_window->session()->changed());
        QVERIFY(!m_window->boardModel()->carrying());
    }

    void whatIsLockedSaysWhy()
    {
        tree()->setFocus();
        select("pci0:0:23:0");
        QTest::keyClick(tree(), Qt::Key_Space);
        QCOMPARE(m_window->carry()->how(), Carry::How::None);
        QVERIFY(m_window->banner()->isVisible());
    }

    void whatAModeWouldDoIsWhatIsApplied_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nothing chosen") << QString() << u"Try at next boot"_s << u"/boot/nextboot.conf"_s;
        QTest::newRow("next-boot") << u"next-boot"_s << u"Try at next boot"_s << u"/boot/nextboot.conf"_s;
        QTest::newRow("persistent") << u"persistent"_s << u"Make permanent"_s << u"/boot/loader.conf"_s;
        QTest::newRow("now") << u"now"_s << u"Apply now"_s << u"Give 1/0/1 to ppt, taking ix1 from the host."_s;
    }
    void whatAModeWouldDoIsWhatIsApplied()
    {
        QFETCH(const QString, mode);
        QFETCH(const QString, verb);
        QFETCH(const QString, shown);
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY(m_window->session()->preview());
        m_window->actions()->review->trigger();
        QTRY_VERIFY(pushButton("applyGo"));
        QWidget *sheet = pushButton("applyGo")->window();
        if (!mode.isEmpty())
            sheet->findChild<QRadioButton *>(u"mode-"_s + mode)->click();
        QTRY_VERIFY(m_window->session()->preview());
        const std::string wanted = mode.isEmpty() ? "next-boot" : mode.toStdString();
        QCOMPARE(wire::decode<wire::PlanRequest>(m_engine->lastOf[u"plan.preview"_s])->mode, wanted);
        QCOMPARE(pushButton("applyGo")->text(), verb);
        QTRY_VERIFY(pushButton("applyGo")->isEnabled());
        QCOMPARE(sheet->findChild<QPlainTextEdit *>(u"applyDiff"_s)->toPlainText().section(u'\n', 0, 0), shown);
        QTest::mouseClick(pushButton("applyGo"), Qt::LeftButton);
        QTRY_VERIFY(!pushButton("applyGo"));
        const auto applied = wire::decode<wire::ApplyRequest>(m_engine->lastOf[u"boot.apply"_s]);
        QCOMPARE(applied->mode, wanted);
        QVERIFY2(applied->token.starts_with(wanted + ' '), applied->token.c_str());
        QCOMPARE(m_window->session()->mode(), std::string("next-boot"));
    }

    void theModeInTheWindowIsThatOfTheSheet()
    {
        QTest::mouseClick(pushButton("modePersistent"), Qt::LeftButton);
        QCOMPARE(m_window->session()->mode(), std::string("persistent"));
        QTest::keyClick(pushButton("modePersistent"), Qt::Key_Right);
        QCOMPARE(m_window->session()->mode(), std::string("now"));
        QVERIFY(pushButton("modeNow")->isChecked());
        QVERIFY(m_window->actions()->modes[2]->isChecked());
        m_window->actions()->modes[0]->trigger();
        QVERIFY(pushButton("modeNextBoot")->isChecked());
    }

    void aPlanThatChangesNothingIsNoTrial()
    {
        QCOMPARE(m_window->session()->mode(), std::string("next-boot"));
        QCOMPARE(wire::decode<wire::PlanRequest>(m_engine->lastOf[u"plan.preview"_s])->mode, std::string("persistent"));
    }

    void applyRebootVerifyKeep()
    {
        m_window->carry()->begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY(m_window->carry()->drop(9, 0));
        QTRY_VERIFY(m_window->session()->preview());
        m_window->actions()->review->trigger();
        QTRY_VERIFY(pushButton("applyGo"));
        QCOMPARE(pushButton("applyGo")->text(), u"Try at next boot"_s);
        QTRY_VERIFY_WITH_TIMEOUT(pushButton("applyGo")->isEnabled(), 30'000);
        QTest::mouseClick(pushButton("applyGo"), Qt::LeftButton);
        QTRY_VERIFY(m_window->banner()->isVisible());
        QVERIFY(m_engine->asked.contains(u"boot.apply"_s));
        QTest::mouseClick(pushButton("bannerAction"), Qt::LeftButton);
        QTRY_VERIFY(pushButton("questionGo"));
        QTest::mouseClick(pushButton("questionGo"), Qt::LeftButton);
        QTRY_VERIFY(pushButton("verifyKeep"));
        QTRY_VERIFY(pushButton("verifyKeep")->isEnabled());
        QTest::mouseClick(pushButton("verifyKeep"), Qt::LeftButton);
        QTRY_VERIFY(m_engine->asked.contains(u"boot.confirm"_s));
        QTRY_VERIFY(!pushButton("verifyKeep"));
    }

    void filterAndDetails()
    {
        m_window->topology()->filter()->setText(u"zebra"_s);
        QVERIFY(!tree()->isVisible());
        keep("filtered-away");
        QTest::mouseClick(pushButton("emptyAction"), Qt::LeftButton);
        QVERIFY(tree()->isVisible());
        select("pci0:1:0:1");
        QTRY_VERIFY(m_engine->asked.contains(u"host.function"_s));
    }

    void aDeadEngineIsToldAndCanBeCalledAgain()
    {
        m_engine->die(u"The engine crashed."_s);
        QCOMPARE(m_window->session()->state(), client::Session::State::Failed);
        m_window->actions()->reconnect->trigger();
        QTRY_COMPARE(m_window->session()->state(), client::Session::State::Ready);
    }

    void everyControlHasAName()
    {
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            const bool control = qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
                                 qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QTabBar *>(widget);
            const bool inside = widget->objectName().startsWith(u"qt_"_s) || widget->inherits("QHeaderView") ||
                                widget->inherits("QTableCornerButton") || widget->inherits("QToolButton");
            if (control && !inside && widget->isVisible())
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }

    void theDarkWindow()
    {
        // Qt walks over a list of all widgets here: what is on it must outlive the walk.
        QList<QPointer<QWidget>> all;
        for (QWidget *widget : m_window->findChildren<QWidget *>())
            all.append(widget);
        look::dress(*qApp, look::Choice::Dark);
        for (const QPointer<QWidget> &widget : std::as_const(all))
            QVERIFY(widget);
        m_window->outcome()->showPage(views::OutcomePanel::Findings);
        keep("dark");
        QCOMPARE(m_window->palette().color(QPalette::Base), look::palette()[look::Token::Panel]);
        look::dress(*qApp, look::Choice::Light);
    }
};

QTEST_MAIN(WindowTest)
#include "tst_window.moc"
