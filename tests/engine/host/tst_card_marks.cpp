// SPDX-License-Identifier: BSD-2-Clause
#include "footing_texts.h"
#include "support/text.h"

#include <QFile>
#include <QTest>

using namespace patchbay;

/// What the host's own drivers tell of one very card.
class TestCardMarks : public QObject
{
    Q_OBJECT

private:
    static QByteArray marksOf(const std::string &text)
    {
        std::string all;
        const Facts facts = makeFacts(captureOf(pciconf + std::string(cam) + quiet + text));
        for (const Node &node : facts.topology.nodes)
            if (!node.function.mark.empty())
                all += node.function.address.toSlashed() + ' ' + node.function.mark + '\n';
        return toBytes(all);
    }

private slots:
    void marks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const std::string &text, const char *expected) {
            QTest::newRow(name) << toBytes(text) << QByteArray(expected);
        };
        const std::string nets = "== ifconfig\n", ix0 = nets + "ix0: flags=1<UP>\n", ether = "\tether ";
        row("nothing", "", "");
        row("an address", ix0 + ether + "00:1b:21:3a:4b:5c\n", "3/0/0 MAC 00:1b:21:3a:4b:5c\n");
        row("the card's own, though a lagg set another", ix0 + ether + "00:1b:21:00:00:01\n\thwaddr 00:1b:21:3a:4b:5c\n",
            "3/0/0 MAC 00:1b:21:3a:4b:5c\n");
        row("renamed, as -D tells", nets + "wan: flags=1<UP>\n\tether 00:1b:21:3a:4b:5d\n\tdrivername: ix1\n",
            "3/0/1 MAC 00:1b:21:3a:4b:5d\n");
        row("made up", ix0 + ether + "02:1b:21:3a:4b:5c\n", "");
        row("a group's", ix0 + ether + "01:1b:21:3a:4b:5c\n", "");
        row("none yet", ix0 + ether + "00:00:00:00:00:00\n", "");
        for (const char *broken : {"", "00:1b:21:3a:4b", "00-1b-21-3a-4b-5c", "00:1b:21:3a:4b:5g", "00:1b:21:3a:4b:5c:6d"})
            row(broken, ix0 + ether + broken + '\n', "");
        row("of no card", nets + "vlan0: flags=1<UP>\n\tether 00:1b:21:3a:4b:5c\n\tparent interface: ix0\n", "");
        std::string mesh = meshOf("DISK:nda0 DISK:ada0");
        for (const char *disk : {"nda0", "ada0"}) {
            const std::string at = "<name>" + std::string(disk) + "</name><config>";
            mesh.insert(mesh.rfind(at) + at.size(), "<ident>S-" + std::string(disk) + "</ident>");
        }
        row("an NVMe disk is its controller, another disk is not", "== confxml\n" + mesh, "1/0/0 disk S-nda0\n");
    }
    void marks()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        QCOMPARE(marksOf(toText(text)), expected);
    }
};

QTEST_GUILESS_MAIN(TestCardMarks)
#include "tst_card_marks.moc"
