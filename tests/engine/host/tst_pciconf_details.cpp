// SPDX-License-Identifier: BSD-2-Clause
// What stands below a heading, line by line, and our own captures as a whole.
#include "host/pciconf_text.h"

#include "support/function_print.h"
#include "support/shared.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

namespace {

const char nic[] = "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";

} // namespace

class TestPciconfDetails : public QObject
{
    Q_OBJECT

private slots:
    void capabilities_data();
    void capabilities();
    void details_data();
    void details();
    void captures_data();
    void captures();
};

void TestPciconfDetails::capabilities_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &lines, const char *expected) {
        QTest::newRow(name) << lines << QByteArray(expected);
    };
    row("power", "    cap 01[c8] = powerspec 2  supports D0 D3  current D0\n", "cap[c8] 1 pm c8");
    row("msi off", "    cap 05[d0] = MSI supports 1 message, 64 bit \n", "cap[d0] 5 msi 1/0 wide");
    row("msi on", "    cap 05[d0] = MSI supports 8 messages, 64 bit, vector masks enabled with 4 messages\n",
        "cap[d0] 5 msi 8/4 wide masks");
    row("msi-x of FreeBSD 8", "    cap 11[b0] = MSI-X supports 4 messages in map 0x20\n", "cap[b0] 11 msix 4 20+0 20+0");
    row("msi-x of FreeBSD 8, two maps", "    cap 11[b0] = MSI-X supports 4 messages in maps 0x20 and 0x24 enabled\n",
        "cap[b0] 11 msix 4+ 20+0 24+0");
    row("msi-x", "    cap 11[b0] = MSI-X supports 64 messages\n                 Table in map 0x20[0x2000], PBA in map 0x24[0x3000]\n",
        "cap[b0] 11 msix 64 20+8192 24+12288");
    row("express of FreeBSD 9", "    cap 10[40] = PCI-Express 2 root port slot max data 128(128) link x1(x1)\n"
                                "                 speed 2.5(5.0)\n",
        "cap[40] 10 express 2 x1/1 25/50 slot 0");
    row("express of FreeBSD 13",
        "    cap 10[40] = PCI-Express 2 endpoint max data 128(512) FLR RO NS\n"
        "                 max read 512\n"
        "                 link x8(x16) speed 8.0(16.0) ASPM disabled(L1) ClockPM disabled\n",
        "cap[40] 10 express 0 x8/16 80/160 flr");
    row("express, speed not set", "    cap 10[40] = PCI-Express 2 legacy endpoint max data 128(128)\n"
                                  "                 link x0(x8) speed undef(2.5)\n",
        "cap[40] 10 express 1 x0/8 0/25");
    row("every type",
        "    cap 10[40] = PCI-Express 2 upstream port max data 128(128)\n"
        "    cap 10[41] = PCI-Express 2 downstream port max data 128(128)\n"
        "    cap 10[42] = PCI-Express 1 PCI bridge max data 128(128)\n"
        "    cap 10[43] = PCI-Express 1 PCI to PCIe bridge max data 128(128)\n"
        "    cap 10[44] = PCI-Express 2 root endpoint max data 128(128)\n"
        "    cap 10[45] = PCI-Express 2 event collector max data 128(128)\n"
        "    cap 10[46] = PCI-Express 2 type 11 max data 128(128)\n",
        "cap[40] 10 cap[41] 10 cap[42] 10 cap[43] 10 cap[44] 10 cap[45] 10 cap[46] 10 express 9");
    row("advanced features", "    cap 13[98] = PCI Advanced Features: FLR TP\n", "cap[98] 13 af-flr");
    row("advanced features without", "    cap 13[98] = PCI Advanced Features: TP\n", "cap[98] 13");
    row("acs before 13", "    ecap 000d[140] = ACS 1\n", "ecap[140] d acs ?");
    row("acs",
        "    ecap 000d[148] = ACS 1 Source Validation enabled, Translation Blocking disabled\n"
        "                     P2P Req Redirect enabled, P2P Cmpl Redirect enabled\n"
        "                     P2P Upstream Forwarding enabled, P2P Egress Control unavailable\n"
        "                     P2P Direct Translated disabled, Enhanced Capability unavailable\n",
        "ecap[148] d acs 5f/1d");
    row("sr-iov",
        "    ecap 0010[160] = SR-IOV 1 IOV enabled, Memory Space enabled, ARI enabled\n"
        "                     4 VFs configured out of 64 supported\n"
        "                     First VF RID Offset 0x0010, VF RID Stride 0x0001\n"
        "                     VF Device ID 0x154c\n"
        "                     Page Sizes: 4096 (enabled), 8192, 65536\n"
        "    iov bar  [184] = type Prefetchable Memory, range 64, base 0xc1000000, size 65536, enabled\n",
        "iov[184] prefetch64 c1000000+65536 on ecap[160] 10 vfs 4/64 10+1 154c");
    row("sr-iov before 10", "    ecap 0010[160] = SRIOV 1\n", "ecap[160] 10");
    row("serial", "    ecap 0003[140] = Serial 1 b2cfcfffffdd6c96\n", "ecap[140] 3 serial b2cfcfffffdd6c96");
    row("ari", "    ecap 000e[150] = ARI 1\n", "ecap[150] e ari");
    row("hypertransport", "    cap 08[b8] = HT MSI fixed address window enabled at 0xfee00000\n", "cap[b8] 8");
    row("unknown", "    cap 14[50] = unknown\n    ecap 0029[300] = unknown 1\n", "cap[50] 14 ecap[300] 29");
    row("features of a chipset", "    cap 09[e0] = vendor (length 12) Intel cap 1 version 0\n\t\t features: AMT, 4 PCI-e x1 slots\n",
        "cap[e0] 9");
    const QByteArray bytes = QByteArray("0b 00 01 15 01 00 01 01 00 00 00 00 00 00 00 00\n").repeated(6) + "0b 00 01 15\n";
    row("bytes of -cc without indentation",
        "ecap 000b[100] = Vendor [1] ID 0001 Rev 1 Length 100\n" + bytes + "cap 05[d0] = MSI supports 1 message \n",
        "ecap[100] b cap[d0] 5 msi 1/0");
    row("enhanced allocation without indentation",
        "cap 14[c0] = PCI Enhanced Allocation (5 entries)\n" +
            QByteArray("[0] BAR0, Enabled, Read-only, base [0x0], size [0x10000]\n").repeated(5) +
            "cap 05[d0] = MSI supports 1 message \n", "cap[c0] 14 cap[d0] 5 msi 1/0");
    row("subsystem of a bridge", "    cap 0d[88] = PCI Bridge subvendor=0x15d9 subdevice=0x0652\n", "cap[88] d");
    row("beyond the numbers", "    cap 05[d0] = MSI supports 99999999999999999999 messages\n    cap 05[e0] = MSI\n",
        "cap[d0] 5 cap[e0] 5; line 2: no possible number of messages: \"MSI supports 99999999999999999999 messages\"; "
        "line 3: no possible number of messages: \"MSI\"");
}

void TestPciconfDetails::capabilities()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(nic + lines));
    QVERIFY(list);
    QCOMPARE(toBytes(printFunctions(*list)), "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 " + expected);
    QVERIFY(list->functions[0].capabilitiesKnown);
}

void TestPciconfDetails::details_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *lines, const char *expected) {
        QTest::newRow(name) << QByteArray(lines) << QByteArray(expected);
    };
    row("bars",
        "    bar   [10] = type Memory, range 64, base 0xfe100000, size 131072, enabled\n"
        "    bar   [18] = type I/O Port, range 32, base 0xd000, size 32, disabled\n"
        "    bar   [1c] = type Prefetchable Memory, range 64, base 0x383fff000000, size 17179869184, enabled\n",
        "bar[10] memory64 fe100000+131072 on bar[18] io32 d000+32 bar[1c] prefetch64 383fff000000+17179869184 on");
    row("sizes that ran over",
        "    bar   [10] = type Prefetchable Memory, range 64, base 0x0, size -2147483648, enabled\n"
        "    bar   [18] = type Memory, range 64, base 0, size  0, enabled\n"
        "    bar   [20] = type I/O Port, range 32, base 0xff00, size  8, enabled\n",
        "bar[10] prefetch64 0+? on bar[18] memory64 0+? on bar[20] io32 ff00+8 on");
    row("a register pciconf cannot make out",
        "    bar   [10] = type Prefetchable Memory, range -1, base 0x10, size 16, disabled\n", "bar[10] prefetch0 10+16");
    row("bridge",
        "    bus range  = 1-3\n"
        "    window[1c] = type I/O Port, range 16, addr 0xe000-0xdfff, disabled\n"
        "    window[20] = type Memory, range 32, addr 0xfe800000-0xfe9fffff, enabled\n"
        "    window[24] = type Prefetchable Memory, range 64, addr 0xfd800000-0xfd9fffff, enabled\n"
        "    decode     = ISA, VGA, subtractive\n",
        "bus 1-3 window[1c] io16 e000-dfff window[20] memory32 fe800000-fe9fffff on "
        "window[24] prefetch64 fd800000-fd9fffff on");
    row("errors, vital data, memory node",
        "    PCI errors = Received Master-Abort\n"
        "  PCI-e errors = Correctable Error Detected\n"
        "                 Unsupported Request Detected\n"
        "         Fatal = Unsupported Request\n"
        "     Non-fatal = Unknown: 0x00000001\n"
        "     Corrected = Advisory Non-Fatal Error\n"
        "    VPD ident  = 'Broadcom NetXtreme'\n"
        "    VPD ro PN  = 'BCM95720'\n"
        "    NUMA node  = 1\n",
        "numa 1");
    row("no memory node", "    NUMA node  = -1\n", "numa -1");
    row("a bus range that cannot be", "    class      = network\n    bus range  = 1-300\n",
        "class'network' unknown'bus range  = 1-300'; line 3: not understood: \"bus range  = 1-300\"");
    row("a bar of another kind", "    class      = network\n    bar   [10] = type Frob, range 32, base 0, size 0, enabled\n",
        "class'network' unknown'bar   [10] = type Frob, range 32, base 0, size 0, enabled'; "
        "line 3: not understood: \"bar   [10] = type Frob, range 32, base 0, size 0, enabled\"");
    row("names without quotes", "    vendor     = Intel\n    device     = \n", "vendor'Intel'");
    row("quotes of a word processor", "    vendor     = \xe2\x80\x98Intel\xe2\x80\x99\n", "vendor'Intel'");
    row("no-break spaces", "\xc2\xa0\xc2\xa0\xc2\xa0 vendor     = 'Intel'\n", "vendor'Intel'");
}

void TestPciconfDetails::details()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(nic + lines));
    QVERIFY(list);
    QCOMPARE(toBytes(printFunctions(*list)), "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 " + expected);
}

/// Our own captures: NAME.txt beside NAME.expected, written anew with UPDATE=1.
void TestPciconfDetails::captures_data()
{
    QTest::addColumn<QString>("path");
    for (const auto &file : filesOf(PATCHBAY_CAPTURES "/pciconf")) {
        if (file.extension() == ".txt")
            QTest::newRow(file.filename().c_str()) << QString::fromUtf8(file.c_str());
    }
}

void TestPciconfDetails::captures()
{
    QFETCH(const QString, path);
    std::filesystem::path file = path.toUtf8().constData();
    const auto list = parsePciconf(contentOf(file));
    QVERIFY(list);
    const std::string got = printFunctions(*list) + '\n';
    file.replace_extension(".expected");
    if (qEnvironmentVariableIsSet("UPDATE"))
        std::ofstream(file, std::ios::binary) << got;
    QCOMPARE(toBytes(got), toBytes(contentOf(file)));
}

QTEST_GUILESS_MAIN(TestPciconfDetails)
#include "tst_pciconf_details.moc"
