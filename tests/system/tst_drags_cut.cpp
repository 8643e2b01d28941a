// SPDX-License-Identifier: BSD-2-Clause
#include "system/drag_desk.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using test::DragDesk;

/// Drags that go nowhere, are broken off or are disturbed on the way: the plan is afterwards what it was before, or what the
/// person meant, and the next drag works as if nothing had been.
class TestDragsCut : public QObject
{
    Q_OBJECT

private slots:
    void outsideTheBoard()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        const QPoint places[] = {desk.middle("widget outcome"), desk.middle("widget guests"), desk.middle("row pci0:3:0:2"), {2, 2}};
        for (const QPoint &place : places) {
            QVERIFY(!place.isNull());
            QVERIFY(desk.carryTo("row pci0:3:0:1", "cell 7 0"));
            desk.glide(place);
            desk.press(false);
            QVERIFY(desk.waitFor("carry none"));
            QVERIFY(desk.settled(1));
            QVERIFY(desk.holds("pci0:3:0:1", "host"));
            QVERIFY(desk.waitFor("cell 7 0 ", " - "));
        }
        // There and back again is a drag like any other.
        QVERIFY(desk.carryTo("row pci0:3:0:1", "cell 7 0"));
        desk.glide({2, 2});
        desk.glide(desk.middle("cell 7 0"));
        desk.press(false);
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
    }

    void escape()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.carryTo("row pci0:3:0:1", "cell 7 0"));
        desk.keys({u"Escape"_s});
        QVERIFY(desk.waitFor("carry none"));
        desk.glide(desk.middle("cell 8 0")); // the button is still down
        desk.press(false);
        QVERIFY(desk.settled(1));
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
        QVERIFY(desk.drag("row pci0:3:0:1", "cell 7 0"));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
    }

    void theRightButtonOnTheWay()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.carryTo("row pci0:3:0:1", "cell 7 0"));
        desk.press(true, 3);
        desk.press(false, 3);
        QVERIFY(desk.waitFor("carry none"));
        desk.press(false);
        QVERIFY(desk.settled(1));
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
        QVERIFY(desk.line("window contextMenu").isEmpty());

        // And a drag with the right button is none.
        desk.moveTo(desk.resting("row pci0:3:0:1"));
        desk.press(true, 3);
        desk.glide(desk.middle("cell 7 0"));
        desk.press(false, 3);
        desk.keys({u"Escape"_s});
        QVERIFY(desk.waitGone("window contextMenu"));
        QVERIFY(desk.waitFor("carry none"));
        QVERIFY(desk.settled(1));
        QVERIFY(desk.drag("row pci0:3:0:1", "cell 7 0"));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
    }

    void twoInARow()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        // As fast as a hand can: nothing is waited for but what is pointed at.
        for (const auto &[row, cell] : {std::pair("row pci0:3:0:1", "cell 7 0"), {"row pci0:3:0:2", "cell 8 0"}}) {
            desk.moveTo(desk.middle(row));
            desk.press(true);
            desk.glide(desk.middle(cell));
            desk.press(false);
        }
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        QVERIFY(desk.holds("pci0:3:0:2", "web-01 · 8:0"));
        QVERIFY(desk.settled(3));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.settled(2));
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        QVERIFY(desk.holds("pci0:3:0:2", "host"));
    }

    void theHostChangesMeanwhile()
    {
        DragDesk desk;
        OPEN(desk, u"sim:home-server"_s, u"web-01"_s);
        QVERIFY(desk.carryTo("row pci0:3:0:1", "cell 7 0"));
        QFile other(desk.path(u"other.json"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(R"({"guests":[{"name":"mail","positions":[{"slot":7,"function":0,"host":"pci0:3:0:2"}]}]})");
        other.close();
        const QByteArray said = desk.engine({u"apply"_s, other.fileName(), u"--host"_s, u"sim:home-server"_s, u"--mode"_s, u"now"_s});
        QVERIFY2(desk.waitFor("row pci0:3:0:2 ", "back to the host"), said.constData()); // the plan here knows no "mail"
        QVERIFY(desk.waitFor("carry mouse"));
        QVERIFY(desk.waitFor("cell 7 0 ", " legal "));
        desk.press(false);
        QVERIFY(desk.holds("pci0:3:0:1", "web-01 · 7:0"));
        desk.keys({u"ctrl+z"_s});
        QVERIFY(desk.holds("pci0:3:0:1", "host"));
    }
};

QTEST_GUILESS_MAIN(TestDragsCut)
#include "tst_drags_cut.moc"
