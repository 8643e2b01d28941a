// SPDX-License-Identifier: BSD-2-Clause
#include "app/window_case.h"
#include "client/plan_changes.h"
#include "views/board_view.h"
#include "views/carry.h"

#include <QAccessible>
#include <QLabel>

using namespace patchbay;
using namespace Qt::StringLiterals;
using views::Carry;

/// What is in the hand while the engine takes its time, while the host changes and while guests come to the front.
class TestWindowCarry : public test::WindowCase
{
    Q_OBJECT

    [[nodiscard]] Carry &carry() const { return *m_window->carry(); }
    [[nodiscard]] client::Session &session() const { return *m_window->session(); }
    void answer() const
    {
        m_engine->hold = false;
        for (const QByteArray &line : std::exchange(m_engine->held, {}))
            emit m_engine->received(line);
    }
    /// Picks up and lets the engine think about it.
    void pickUp(Carry::How how, const QString &address) const
    {
        m_engine->hold = true;
        const auto before = m_engine->asked.count(u"plan.options"_s);
        carry().begin(how, {address});
        QTRY_COMPARE(m_engine->asked.count(u"plan.options"_s), before + 1);
    }
    [[nodiscard]] QString complaint() const
    {
        const auto *words = m_window->findChild<QLabel *>(u"bannerWords"_s);
        return words && words->isVisible() ? words->text() : QString();
    }
    static inline QStringList s_heard;
    static void hear([[maybe_unused]] QAccessibleEvent *event)
    {
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
        if (event->type() == QAccessible::Announcement)
            s_heard.append(static_cast<QAccessibleAnnouncementEvent *>(event)->message());
#endif
    }
    void press(Qt::Key key) const { QTest::keyClick(board(), key); }

private slots:
    void initTestCase() { settleIn(u"window-carry"_s); }
    void init() { raise(); }
    void cleanup() { drop(); }

    void putDownBeforeTheAnswer()
    {
        pickUp(Carry::How::Mouse, u"pci0:1:0:1"_s);
        QVERIFY(carry().drop(9, 0));
        carry().letGo(); // the button is up
        QVERIFY(!session().changed());
        QCOMPARE(carry().how(), Carry::How::Mouse);
        answer();
        QTRY_VERIFY(session().changed());
        QCOMPARE(session().plan().guests.front().positions.front().slot, 9);
        QCOMPARE(carry().how(), Carry::How::None);
        session().undo();
        QVERIFY(!session().changed());
    }

    void whatComesOfItIsSaidAloud()
    {
        if constexpr (QT_VERSION < QT_VERSION_CHECK(6, 8, 0))
            QSKIP("this Qt knows no announcements");
        s_heard.clear();
        const auto before = QAccessible::installUpdateHandler(hear);
        select("pci0:1:0:1");
        carry().begin(Carry::How::Keyboard, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QVERIFY2(s_heard.join(u'|').contains(u"Enter drops"_s), qPrintable(s_heard.join(u'|')));
        QVERIFY(carry().drop(9, 0));
        QVERIFY2(s_heard.last().contains(u"to web-01 at 9:0"_s), qPrintable(s_heard.join(u'|')));
        pickUp(Carry::How::Mouse, u"pci0:2:0:0"_s);
        QVERIFY(carry().drop(10, 3));
        answer();
        QTRY_VERIFY2(s_heard.last().contains(u"functions must keep their numbers"_s), qPrintable(s_heard.join(u'|')));
        QAccessible::installUpdateHandler(before);
    }

    void putDownWhereItMayNot()
    {
        pickUp(Carry::How::Mouse, u"pci0:2:0:0"_s);
        QVERIFY(carry().drop(10, 3));
        carry().letGo();
        answer();
        QTRY_VERIFY2(complaint().contains(u"functions must keep their numbers"_s), qPrintable(complaint()));
        QVERIFY(!session().changed());
        QCOMPARE(carry().how(), Carry::How::None);
    }

    void theNextBeforeTheAnswer()
    {
        pickUp(Carry::How::Mouse, u"pci0:1:0:1"_s);
        QVERIFY(carry().drop(9, 0));
        carry().letGo();
        carry().begin(Carry::How::Mouse, {u"pci0:2:0:0"_s});
        QVERIFY2(complaint().contains(u"still being put down"_s), qPrintable(complaint()));
        answer();
        QTRY_VERIFY(session().changed()); // the first one was not lost
        QCOMPARE(session().plan().guests.front().positions.front().host, std::string("pci0:1:0:1"));
    }

    void letGoOverNothing()
    {
        pickUp(Carry::How::Mouse, u"pci0:1:0:1"_s);
        carry().letGo();
        QCOMPARE(carry().how(), Carry::How::None);
        answer();
        QTest::qWait(0);
        QVERIFY(!session().changed());
        QVERIFY(!m_window->boardModel()->carrying());
    }

    void theCursorStaysWhereThePersonPutIt()
    {
        select("pci0:1:0:1");
        pickUp(Carry::How::Keyboard, u"pci0:1:0:1"_s);
        press(Qt::Key_Home);
        for (int i = 0; i < 9; ++i)
            press(Qt::Key_Down);
        answer();
        QTRY_VERIFY(m_window->boardModel()->options());
        QCOMPARE(board()->currentIndex(), cell(9, 0));
        press(Qt::Key_Return);
        QTRY_VERIFY(session().changed());
        QCOMPARE(session().plan().guests.front().positions.front().slot, 9);
    }

    void aNewReadingAsksAgain()
    {
        carry().begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        const auto before = m_engine->asked.count(u"plan.options"_s);
        session().refresh();
        QTRY_VERIFY(m_engine->asked.count(u"plan.options"_s) > before);
        QTRY_VERIFY(m_window->boardModel()->options() && !session().busy());
        QCOMPARE(carry().how(), Carry::How::Mouse);
        QVERIFY(carry().drop(9, 0));
        QVERIFY(session().changed());
    }

    void aHostThatHasChangedIsReadAndAskedAgain()
    {
        const auto options = m_engine->handlers["plan.options"];
        int refused = 0;
        m_engine->handlers["plan.options"] = [&, engine = m_engine.data()](std::string_view params) {
            if (refused++ == 0)
                engine->refusal = {wire::code::stale, "the host has changed since; read it again"};
            return options(params);
        };
        carry().begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        QCOMPARE(carry().how(), Carry::How::Mouse);
        QCOMPARE(complaint(), QString());
        QVERIFY(carry().drop(9, 0));
    }

    void aGuestThatGoesTakesItOutOfTheHand()
    {
        carry().begin(Carry::How::Mouse, {u"pci0:1:0:1"_s});
        QTRY_VERIFY(m_window->boardModel()->options());
        session().propose(client::withoutGuest(session().plan(), "web-01"), u"gone"_s);
        QCOMPARE(carry().how(), Carry::How::None);
        QVERIFY(!m_window->boardModel()->carrying());
    }

    void aConnectionThatEndsTakesItOutOfTheHand()
    {
        pickUp(Carry::How::Mouse, u"pci0:1:0:1"_s);
        QVERIFY(carry().drop(9, 0));
        m_engine->die(u"gone"_s);
        QTRY_COMPARE(carry().how(), Carry::How::None);
        QVERIFY(!session().changed());
    }
};

QTEST_MAIN(TestWindowCarry)
#include "tst_window_carry.moc"
