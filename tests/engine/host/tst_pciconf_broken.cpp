// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_text.h"

#include "support/function_print.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

/// Listings whose long lines did not stay whole.
class TestPciconfBroken : public QObject
{
    Q_OBJECT

private slots:
    void listings_data();
    void listings();
    void drownedLinesAreNotKnown();
};

void TestPciconfBroken::listings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // functions, then "; line N: …" for each oddity
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    // What mail programs (between words) and consoles of 80 columns (anywhere) make of long lines.
    row("a BAR broken before its size",
        "em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086\nrev=0x00 hdr=0x00\n"
        "    bar   [10] = type Prefetchable Memory, range 64, base 0xa2a30000,\nsize 65536, enabled\n"
        "    bar   [18] = type Prefetchable Memory, range 64, base 0xa2a400\n00, size 65536, enabled\n"
        "    bar   [20] = type Prefetchable Memory, range 64, base 0xa2a50000, size 65\n536, enabled\n"
        "    cap 05[50] = MSI supports 8 messages, 64 bit\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 bar[10] prefetch64 a2a30000+65536 on "
        "bar[18] prefetch64 a2a40000+65536 on bar[20] prefetch64 a2a50000+65536 on cap[50] 5 msi 8/0 wide");
    row("a BAR broken for good",
        "em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    bar   [10] = type Memory, range 64, base 0xa2a30000,\n"
        "    cap 05[50] = MSI supports 8 messages, 64 bit\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[50] 5 msi 8/0 wide "
        "unknown'bar   [10] = type Memory, range 64, base 0xa2a30000,'; line 2: not understood: "
        "\"bar   [10] = type Memory, range 64, base 0xa2a30000,\"");
    row("a heading broken inside a name and inside a number",
        "em0@pci0:1:0:0: class=0x020000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x10d3 sub\nvendor=0x15d9 subdevice=0x06\n52\n",
        "em0 pci0:1:0:0 8086:10d3 15d9:0652 020000 r0 h0");
    row("a reset broken off",
        "em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    cap 10[ac] = PCI-Express 2 root endpoint IRQ 1 max data\n128(256) FLR\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[ac] 10 express 7 flr");

    // What stands before every line is no part of it, and what stands before the first is no part of the driver's name.
    const char *const two = "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[50] 5 msi 8/0 wide\n"
                            "- pci0:2:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[40] 1 pm 40";
    const auto prefixed = [&](const char *name, const char *first, const char *second, const char *third, const char *fourth) {
        const QByteArray rest = "@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";
        const QByteArray more = "@pci0:2:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";
        const QByteArray text = QByteArray(first) + "em0" + rest + second + "    cap 05[50] = MSI supports 8 messages, 64 bit\n" +
                                third + "none0" + more + fourth + "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n" + fourth;
        QTest::newRow(name) << text << QByteArray(two);
    };
    prefixed("a shell's comment", "# ", "# ", "# ", "# ");
    prefixed("C++'s comment", "// ", "// ", "// ", "// ");
    prefixed("a patch", "+", "+", "+", "+");
    prefixed("grep -n", "9:", "10-", "11:", "12-");
    prefixed("cat -n", "     9\t", "    10\t", "    11\t", "    12\t");
    prefixed("a log", "Nov 24 01:02:03 nas root[9]: ", "Nov 24 01:02:03 nas root[9]: ", "Nov 24 01:02:04 nas root[10]: ",
             "Nov 24 01:02:05 nas root[10]: ");
    prefixed("grep over files", "nas.txt:", "nas.txt-", "nas.txt:", "nas.txt-");
    prefixed("a forum's mark", "[CODE]", "", "", "");
    prefixed("marks in a quotation", "> // ", "> // ", "> // ", "> // ");
}

void TestPciconfBroken::listings()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(text));
    QVERIFY2(list, toBytes(list ? "" : list.error().toString()).constData());
    QCOMPARE(toBytes(printFunctions(*list)), expected);
}

/// Where so many foreign lines stand in a function that it counts as over, what comes behind them is missing, not absent.
void TestPciconfBroken::drownedLinesAreNotKnown()
{
    const std::string heading = "em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";
    const std::string power = "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n";
    const std::string foreign = "usb: a\nusb: b\nusb: c\nusb: d\nusb: e\n";
    const auto list = parsePciconf(heading + power + foreign + "    cap 05[50] = MSI supports 8 messages, 64 bit\n");
    QVERIFY(list);
    QVERIFY(!list->functions.front().capabilitiesKnown);
    QCOMPARE(toBytes(list->oddities.front().where + ": " + list->oddities.front().text),
             QByteArray("line 8: lines of pci0:1:0:0 stand among too many others"));
    const auto whole = parsePciconf(heading + power + foreign);
    QVERIFY(whole && whole->functions.front().capabilitiesKnown);
}

QTEST_GUILESS_MAIN(TestPciconfBroken)
#include "tst_pciconf_broken.moc"
