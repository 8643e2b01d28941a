// SPDX-License-Identifier: BSD-2-Clause
#include "system/drag_desk.h"

#include <QTest>

using namespace Qt::StringLiterals;
using test::DragDesk;

/// Drags that end on a board or on the tree, by a real pointer on a real X server: what the plan is before and after, and one
/// step of undo for each. Where the keyboard can do the same, it does it after the pointer.
class TestDrags : public QObject
{
    Q_OBJECT

private slots:
    void aPlaceThatIsTaken()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.drag("row pci0:3:0:1", "cell 7 0"));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));

        QVERIFY(desk.carryTo("row pci0:3:0:2", "cell 7 0"));
        QVERIFY(desk.waitFor("tip Not here: the place is taken."));
        QVERIFY2(desk.line("tip ").contains("3/0/1 stands at 7:0"), desk.line("tip ").constData());
        desk.picture(u"taken"_s);
        desk.press(false);
        QVERIFY(desk.waitFor("carry none"));
        QVERIFY(desk.settled(2));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        QVERIFY(desk.holds("pci0:3:0:2", "host"));

        desk.moveTo(desk.middle("row pci0:3:0:2"));
        desk.click(desk.middle("row pci0:3:0:2"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitFor("carry keyboard"));
        QVERIFY(desk.stepTo(7, 0));
        QVERIFY(desk.waitFor("tip Not here: the place is taken."));
        desk.keys({u"Return"_s});
        QVERIFY(desk.waitFor("carry keyboard")); // still in the hand: another place may do
        desk.keys({u"Escape"_s});
        QVERIFY(desk.waitFor("carry none"));
        QVERIFY(desk.settled(2));

        // What stood there gives way in one step.
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
        QVERIFY(desk.settled(1));
    }

    void aWholeCard()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.drag("heading 4/0", "cell 9 0"));
        QVERIFY(desk.holds("pci0:4:0:0", "web-01 · 9:0"));
        QVERIFY(desk.holds("pci0:4:0:1", "web-01 · 9:1"));
        QVERIFY(desk.settled(3));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:4:0:0", "host"));
        QVERIFY(desk.holds("pci0:4:0:1", "host"));
        QVERIFY(desk.settled(1));
    }

    void oneFunctionOfACardThatStaysTogether()
    {
        DragDesk desk;
        OPEN(desk, u"sim:qlogic-fc"_s, u"backup"_s);
        QVERIFY(desk.carryTo("row pci0:2:0:1", "cell 5 3"));
        QVERIFY(desk.waitFor("tip Not here: functions must keep their numbers."));
        desk.glide(desk.middle("cell 5 1"));
        desk.press(false);
        QVERIFY(desk.holds("pci0:2:0:0", "backup · 5:0"));
        QVERIFY(desk.holds("pci0:2:0:1", "backup · 5:1"));
        QVERIFY(desk.settled(3));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:2:0:0", "host"));
        QVERIFY(desk.holds("pci0:2:0:1", "host"));
    }

    void whatTheHostStandsOn()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.holds("pci0:2:0:0", "boot disk · nvme0"));
        QVERIFY(desk.holds("pci0:3:0:3", "this connection · igb3"));
        QVERIFY(desk.carryTo("row pci0:2:0:0", "cell 7 0"));
        QVERIFY(desk.waitFor("tip The host stands on it.", "zroot"));
        QVERIFY(desk.line("tip ").contains("typing the host's name"));
        desk.picture(u"guarded"_s);
        desk.press(false);
        QVERIFY(desk.holds("pci0:2:0:0", "web-01 · 7:0"));
        QVERIFY(desk.waitFor("widget lift ")); // beside the finding that stops the plan
        QVERIFY(desk.settled(2));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:2:0:0", "boot disk · nvme0"));
        QVERIFY(desk.settled(1));
    }

    void whatNobodyCanTake()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.narrow(u"0/31"_s));
        desk.moveTo(desk.resting("row pci0:0:31:0"));
        desk.press(true);
        desk.glide(desk.resting("cell 7 0"));
        QVERIFY(desk.waitFor("tooltip It stays with the host: part of the chipset."));
        desk.press(false);
        QVERIFY(desk.waitFor("carry none"));
        QVERIFY(desk.settled(1));
    }

    void fromBoardToBoard()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.drag("row pci0:3:0:1", "cell 7 0"));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        QVERIFY(desk.addGuest(u"fw-02"_s));
        desk.keys({u"ctrl+Prior"_s});
        QVERIFY(desk.waitFor("guest web-01"));

        // Over the other guest's name its board comes to the front, with the answers for that board.
        desk.moveTo(desk.middle("cell 7 0"));
        desk.press(true);
        desk.glide(desk.middleOfTab("fw-02"));
        QVERIFY(desk.waitFor("guest fw-02"));
        QVERIFY(desk.waitFor("cell 7 0 ", " legal "));
        desk.glide(desk.middle("cell 8 0"));
        QVERIFY(desk.waitFor("cell 8 0 ", " legal "));
        desk.press(false);
        QVERIFY(desk.holds("pci0:3:0:1", "fw-02 · 8:0"));
        QVERIFY(desk.settled(3));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));

        // The same by keyboard: picked up here, the next guest, put down there.
        desk.keys({u"ctrl+Prior"_s});
        QVERIFY(desk.waitFor("guest web-01"));
        desk.click(desk.middle("cell 7 0"));
        desk.keys({u"space"_s});
        QVERIFY(desk.waitFor("carry keyboard"));
        desk.keys({u"ctrl+Next"_s});
        QVERIFY(desk.waitFor("guest fw-02"));
        QVERIFY(desk.waitFor("cell 7 0 ", " legal "));
        QVERIFY(desk.stepTo(8, 0));
        desk.keys({u"Return"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "fw-02 · 8:0"));
    }

    void backToTheHost()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.drag("row pci0:3:0:1", "cell 7 0"));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        desk.moveTo(desk.resting("cell 7 0"));
        desk.press(true);
        desk.glide(desk.middle("row pci0:3:0:2"));
        QVERIFY(desk.waitFor("carry mouse"));
        desk.press(false);
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
        QVERIFY(desk.settled(1));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        desk.click(desk.resting("cell 7 0"));
        desk.keys({u"Delete"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
    }
};

QTEST_GUILESS_MAIN(TestDrags)
#include "tst_drags.moc"
