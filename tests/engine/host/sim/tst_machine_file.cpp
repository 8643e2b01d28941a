// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_file.h"
#include "support/text.h"

#include <QTest>

#include <algorithm>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *start = "machine m A machine\nfunction 0:2:0 8086:10fb 020000 rev=1f irq=11\n";

} // namespace

class MachineFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void whatALineSays()
    {
        const auto machine = sim::parseMachine("name 8086 Intel\r\nname\t10de\rNvidia Corporation\n" + std::string(start) +
                                               "  config 40: 01 ff\n  bar 10 mem df200000 128K\n"
                                               "function 0:3:0 like 0:2:0 rev=20\n");
        QVERIFY2(machine, machine ? "" : toBytes(machine.error().what).constData());
        QCOMPARE(machine->vendorNames.at(0x8086), std::string("Intel"));
        QCOMPARE(machine->vendorNames.at(0x10de), std::string("Nvidia Corporation"));
        QCOMPARE(machine->functions.size(), 2u);
        const sim::MachineFunction &first = machine->functions[0];
        QCOMPARE(first.read(0, 4), 0x10fb8086u);
        QCOMPARE(first.read(8, 1), 0x1fu);
        QCOMPARE(first.read(0x3c, 1), 11u);
        QCOMPARE(first.read(0x40, 2), 0xff01u);
        QCOMPARE(first.driver, std::string("ix"));
        const sim::MachineFunction &second = machine->functions[1];
        QCOMPARE(second.read(0, 4), 0x10fb8086u);
        QCOMPARE(second.read(8, 1), 0x20u);
        QCOMPARE(second.read(0x40, 2), 0xff01u);
    }

    // A machine that is not the one described would answer everything wrongly, and nothing would tell.
    void whatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("where");
        QTest::newRow("directive") << "nonsense 1"_ba << "nonsense"_ba;
        QTest::newRow("revision") << "function 0:4:0 8086:10fb 020000 rev=zz"_ba << "zz"_ba;
        QTest::newRow("revision too large") << "function 0:4:0 8086:10fb 020000 rev=100"_ba << "100"_ba;
        QTest::newRow("irq") << "function 0:4:0 8086:10fb 020000 irq=256"_ba << "256"_ba;
        QTest::newRow("exact") << "function 0:4:0 8086:10fb 020000 exact=4097"_ba << "4097"_ba;
        QTest::newRow("word of a function") << "function 0:4:0 8086:10fb 020000 reverse"_ba << "reverse"_ba;
        QTest::newRow("twice") << "function 0:2:0 8086:10fb 020000"_ba << "0:2:0"_ba;
        QTest::newRow("like nothing") << "function 0:4:0 like 0:9:0"_ba << "0:9:0"_ba;
        QTest::newRow("address") << "function 0:4 8086:10fb 020000"_ba << "0:4"_ba;
        QTest::newRow("config offset") << "config 1000: 00"_ba << "1000:"_ba;
        QTest::newRow("config byte") << "config 40: 00 1ff"_ba << "1ff"_ba;
        QTest::newRow("window") << "window mem df200000"_ba << "df200000"_ba;
        QTest::newRow("dmar width") << "dmar wide"_ba << "wide"_ba;
        QTest::newRow("drhd") << "dmar 39\ndrhd here"_ba << "here"_ba;
        QTest::newRow("scope kind") << "dmar 39\ndrhd fed90000\nscope nothing 0 0 2.0"_ba << "nothing"_ba;
        QTest::newRow("scope id") << "dmar 39\ndrhd fed90000\nscope endpoint 256 0 2.0"_ba << "256"_ba;
        QTest::newRow("scope path") << "dmar 39\ndrhd fed90000\nscope endpoint 0 0 2.0,3"_ba << "3"_ba;
        QTest::newRow("scope path's numbers") << "dmar 39\ndrhd fed90000\nscope endpoint 0 0 a.0"_ba << "a.0"_ba;
        QTest::newRow("ivhd device") << "ivrs\nivhd 10000 fd200000 3-3fff"_ba << "10000"_ba;
        QTest::newRow("ivhd range") << "ivrs\nivhd 2 fd200000 3-13fff"_ba << "3-13fff"_ba;
        QTest::newRow("table bytes") << "acpi\n44 4d 141"_ba << "141"_ba;
    }
    void whatIsWrong()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, where);
        const std::string text = start + std::string(line.constData());
        const auto machine = sim::parseMachine(text);
        QVERIFY(!machine);
        const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
        QCOMPARE(toBytes(machine.error().where), "line " + QByteArray::number(qlonglong(lines)) + ": " + where);
        QVERIFY(!machine.error().what.empty());
    }
};

QTEST_GUILESS_MAIN(MachineFileTest)
#include "tst_machine_file.moc"
