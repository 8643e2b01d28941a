// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_text.h"

#include "support/function_print.h"
#include "support/shared.h"
#include "support/text.h"

#include <QElapsedTimer>
#include <QTest>

using namespace patchbay;

namespace {

const char nic[] = "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";

} // namespace

class TestPciconfText : public QObject
{
    Q_OBJECT

private slots:
    void listings_data();
    void listings();
    void capabilities_data();
    void capabilities();
    void details_data();
    void details();
    void captures_data();
    void captures();
    void emptyOrForeign_data();
    void emptyOrForeign();
    void listingsKeepTheirLetters();
    void laterListingCompletes();
    void verbatim();
    void hugeLine();
    void manyFunctions();
};

void TestPciconfText::listings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected"); // functions, then "; line N: …" for each oddity
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("old form", nic, "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("new form",
        "igb0@pci0:2:0:1:\tclass=0x020000 rev=0x01 hdr=0x80 vendor=0x8086 device=0x1521 subvendor=0x15d9 subdevice=0x0652\n",
        "igb0 pci0:2:0:1 8086:1521 15d9:0652 020000 r1 h80");
    row("no driver", "none12@pci0:2:0:1:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "- pci0:2:0:1 8086:10d3 8086:0000 020000 r0 h0");
    row("a driver that begins with none", "nonet0@pci0:2:0:1:\tclass=0x020000 card=0x0 chip=0x10d38086 rev=0x0 hdr=0x0\n",
        "nonet0 pci0:2:0:1 8086:10d3 0000:0000 020000 r0 h0");
    row("table form",
        "drv\tselector\tclass    rev  hdr  vendor device subven subdev\n"
        "none0@pci0:0:6:0:       020000   00   00   1425   640d   1425   0000\n",
        "- pci0:0:6:0 1425:640d 1425:0000 020000 r0 h0");
    row("three numbers", "em0@pci1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("the last domain", "em0@pci-1:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em0 pci4294967295:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("a VMD domain", "nvme0@pci65536:225:0:0:\tclass=0x010802 card=0x0 chip=0x0a548086 rev=0x00 hdr=0x00\n",
        "nvme0 pci65536:225:0:0 8086:0a54 0000:0000 010802 r0 h0");
    row("a virtual function", "iavf0@pci0:1:0:255:\tclass=0x020000 card=0x0 chip=0x154c8086 rev=0x01 hdr=0x00\n",
        "iavf0 pci0:1:0:255 8086:154c 0000:0000 020000 r1 h0");
    row("no tab left", "em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("the blank is gone", "em0@pci0:1:0:0:class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("line ends of DOS", "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\r\n"
                            "    class      = network\r\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 class'network'");
    row("byte order mark", "\xef\xbb\xbf"
                           "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("a mail",
        "On Tuesday Jane wrote:\n"
        "> em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00\n"
        "> hdr=0x00\n"
        ">     vendor     = 'Intel\n"
        "> Corporation'\n"
        ">     bar   [10] = type Memory, range 32, base 0xfe100000, size 131072,\n"
        "> enabled\n"
        "> >     cap 05[d0] = MSI supports 1 message, 64 bit \n"
        "That is all.\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 vendor'Intel Corporation' "
        "bar[10] memory32 fe100000+131072 on cap[d0] 5 msi 1/0 wide");
    row("the selector alone on its line",
        "pcib1@pci0:0:1:0:\n\tclass=0x060400 card=0x00001b36 chip=0x000c1b36 rev=0x00 hdr=0x01\n",
        "pcib1 pci0:0:1:0 1b36:000c 1b36:0000 060400 r0 h1");
    row("a forum post without indentation",
        "pcib1@pci0:0:1:0: class=0x060400 card=0x00001b36 chip=0x000c1b36 rev=0x00 hdr=0x01\n"
        "vendor = 'Red Hat, Inc.'\n"
        "cap 10[54] = PCI-Express 2 root port max data 128(128) ARI disabled\n"
        "link x1(x32) speed 2.5(16.0) ASPM disabled(L0s)\n"
        "slot 1 power limit 0 mW HotPlug(empty) surprise\n"
        "cap 11[48] = MSI-X supports 1 message\n"
        "Table in map 0x10[0x0], PBA in map 0x10[0x800]\n",
        "pcib1 pci0:0:1:0 1b36:000c 1b36:0000 060400 r0 h1 vendor'Red Hat, Inc.' cap[54] 10 cap[48] 11 msix 1 10+0 10+2048 "
        "express 2 x1/32 25/160 slot 1 ari-off");
    row("a forum post indented as a whole",
        "        em0@pci0:1:0:0: class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "            cap 11[a0] = MSI-X supports 5 messages, enabled\n"
        "                         Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[a0] 11 msix 5+ 1c+0 1c+8192");
    row("console messages between the lines",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "uhub0: 6 ports with 6 removable, self powered\n"
        "    class      = network\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 class'network'");
    row("a glued heading",
        "none1@pci0:0:8:0:\tclass=0x088000 card=0x000d00d9 chip=0xd1558086 rev=0x11 hdr=0x00\n"
        "    ecap 000b[100] = Vendor 0none2@pci0:0:8:1:\tclass=0x088000 card=0x000d00d9 chip=0xd1568086 rev=0x11 hdr=0x00\n"
        "    class      = base peripheral\n",
        "- pci0:0:8:0 8086:d155 00d9:000d 088000 r11 h0 ecap[100] b\n"
        "- pci0:0:8:1 8086:d156 00d9:000d 088000 r11 h0 class'base peripheral'");
    row("an address that cannot be",
        "em0@pci0:300:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    class      = network\n"
        "em1@pci0:2:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em1 pci0:2:0:0 8086:10d3 8086:0000 020000 r0 h0; line 1: pci0:300:0:0:: bus 300 is above 255");
    row("cut in the heading", "em0@pci0:1:0:0:\tclass=0x0200",
        "em0 pci0:1:0:0 ffff:ffff - 000200 r- h-; line 1: the heading of pci0:1:0:0 does not tell vendor and device");
    row("cut in a number", "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r- h-; line 1: the heading ends in \"rev=\"");
    row("numbers too large", "em0@pci0:1:0:0:\tclass=0x1020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em0 pci0:1:0:0 ffff:ffff - 000000 r- h-; line 1: the heading ends in \"class=0x1020000 card=0x00008086 "
        "chip=0x10d38086 rev=0x00 hdr...\"; line 1: the heading of pci0:1:0:0 does not tell vendor and device");
    row("an answer of pciconf -a is no heading",
        "em0@pci0:1:0:0: attached\nem1@pci0:2:0:0:\tclass=0x020000 card=0x0 chip=0x10d38086 rev=0x0 hdr=0x0\n",
        "em1 pci0:2:0:0 8086:10d3 0000:0000 020000 r0 h0");
    row("a quote in a name, and a selector",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    vendor     = 'O'Brien's 'Cards''\n"
        "    device     = 'em9@pci0:9:0:0: class=0x1'\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 vendor'O'Brien's 'Cards'' device'em9@pci0:9:0:0: class=0x1'");
    row("another device at an address",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "ppt0@pci0:1:0:0:\tclass=0x030000 card=0x00008086 chip=0x11111234 rev=0x00 hdr=0x00\n",
        "ppt0 pci0:1:0:0 1234:1111 8086:0000 030000 r0 h0; "
        "line 2: pci0:1:0:0 was another device further up; the later one is taken");
    row("lines of other programs",
        "$ ifconfig\nem0: flags=8843<UP> mtu 1500\n        options=0\n$ pciconf -l\n"
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "$ devinfo\n    cap 05[50] = MSI supports 1 message\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("a line nobody knows",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    class      = network\n    frobs      = 3\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 class'network' unknown'frobs      = 3'; "
        "line 3: not understood: \"frobs      = 3\"");
}

void TestPciconfText::listings()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(text));
    QVERIFY2(list, toBytes(list ? "" : list.error().toString()).constData());
    QCOMPARE(toBytes(printFunctions(*list)), expected);
}

void TestPciconfText::capabilities_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *lines, const char *expected) {
        QTest::newRow(name) << QByteArray(lines) << QByteArray(expected);
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
    row("subsystem of a bridge", "    cap 0d[88] = PCI Bridge subvendor=0x15d9 subdevice=0x0652\n", "cap[88] d");
    row("beyond the numbers", "    cap 05[d0] = MSI supports 99999999999999999999 messages\n    cap 05[e0] = MSI\n",
        "cap[d0] 5 cap[e0] 5");
}

void TestPciconfText::capabilities()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(nic + lines));
    QVERIFY(list);
    QCOMPARE(toBytes(printFunctions(*list)), "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 " + expected);
    QVERIFY(list->functions[0].capabilitiesKnown);
}

void TestPciconfText::details_data()
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

void TestPciconfText::details()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, expected);
    const auto list = parsePciconf(toText(nic + lines));
    QVERIFY(list);
    QCOMPARE(toBytes(printFunctions(*list)), "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 " + expected);
}

/// Our own captures: NAME.txt beside NAME.expected, written anew with UPDATE=1.
void TestPciconfText::captures_data()
{
    QTest::addColumn<QString>("path");
    for (const auto &file : filesOf(PATCHBAY_CAPTURES "/pciconf")) {
        if (file.extension() == ".txt")
            QTest::newRow(file.filename().c_str()) << QString::fromUtf8(file.c_str());
    }
}

void TestPciconfText::captures()
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

void TestPciconfText::emptyOrForeign_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "\n\n", "hello", "\x7f"
                                                  "ELF",
                             "    vendor     = 'Intel'\n", "em0@pci0:1:0:0: attached\n", "00:00.0 Host bridge: Intel\n"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("zeros") << QByteArray(100000, '\0');
}

void TestPciconfText::emptyOrForeign()
{
    QFETCH(const QByteArray, text);
    const auto list = parsePciconf(toText(text));
    QVERIFY(!list);
    QCOMPARE(toBytes(list.error().what), "no line is the heading of a PCI function as pciconf -l prints it");
}

/// An absent line means nothing where nobody asked for it.
void TestPciconfText::listingsKeepTheirLetters()
{
    const std::string second = "em1@pci0:2:0:0:\tclass=0x020000 card=0x0 chip=0x10d38086 rev=0x00 hdr=0x00\n";
    const auto plain = parsePciconf("# pciconf -l\n" + std::string(nic));
    QVERIFY(!plain->functions[0].capabilitiesKnown && !plain->functions[0].barsKnown);
    const auto asked = parsePciconf("root@host:~ # pciconf -lbc em0\n" + std::string(nic));
    QVERIFY(asked->functions[0].capabilitiesKnown && asked->functions[0].barsKnown && asked->functions[0].extendedKnown);
    const auto filtered = parsePciconf("# pciconf -lbc | grep em\n" + std::string(nic));
    QVERIFY(!filtered->functions[0].capabilitiesKnown);
    const auto shown = parsePciconf(nic + ("    cap 05[d0] = MSI supports 1 message \n" + second));
    QVERIFY(shown->functions[1].capabilitiesKnown && shown->functions[1].capabilities.empty());
    const auto two = parsePciconf(nic + second + "# pciconf -lc em0\n" + nic + "    cap 05[d0] = MSI supports 1 message \n");
    QCOMPARE(two->functions.size(), 2u);
    QVERIFY(two->functions[0].capabilitiesKnown && !two->functions[1].capabilitiesKnown);
    const auto repeated = parsePciconf(nic + second + nic + "    cap 05[d0] = MSI supports 1 message \n");
    QVERIFY(repeated->functions[0].capabilitiesKnown && !repeated->functions[1].capabilitiesKnown);
}

void TestPciconfText::laterListingCompletes()
{
    const auto list = parsePciconf(nic + std::string("    class      = network\n# pciconf -lb\n"
                                                     "ppt0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
                                                     "    bar   [10] = type Memory, range 32, base 0xfe100000, size 4096, enabled\n"));
    QCOMPARE(list->functions.size(), 1u);
    QCOMPARE(list->headings, 2u);
    const Function &function = list->functions[0];
    QCOMPARE(function.driver, "ppt0");
    QCOMPARE(function.className, "network");
    QCOMPARE(function.bars.size(), 1u);
    QCOMPARE(function.lines.size(), 4u);
}

void TestPciconfText::verbatim()
{
    const std::string text = "# pciconf -lv\r\n" + std::string(nic) + "\tvendor     = 'x'  \r\n\r\n    odd\n";
    const auto list = parsePciconf(text);
    const std::vector<std::string_view> lines(list->functions[0].lines.begin(), list->functions[0].lines.end());
    QCOMPARE(lines.size(), 3u);
    QCOMPARE(toBytes(lines[1]), QByteArray("\tvendor     = 'x'  "));
    QCOMPARE(toBytes(lines[2]), QByteArray("    odd"));
    QVERIFY(list->other == std::vector<LineRange>({{1, 1}}));
    QCOMPARE(list->blankLines, 1u);
}

void TestPciconfText::hugeLine()
{
    std::string text = nic;
    text.append(16 << 20, 'x');
    QElapsedTimer timer;
    timer.start();
    auto list = parsePciconf(text);
    QVERIFY(timer.elapsed() < 10'000);
    QCOMPARE(list->functions[0].lines.size(), 1u);
    QCOMPARE(list->oddities.size(), 1u);
    QCOMPARE(toBytes(list->oddities[0].where), QByteArray("line 2"));

    // As many quotation marks, selectors and open quotes as fit must not cost more than their length.
    for (const char *piece : {"> ", "a@pci", "@pci0:", "    vendor     = '\n", "    cap 05[50] = MSI\n                 x\n", "$ \n"}) {
        std::string repeated = nic;
        while (repeated.size() < 1 << 20)
            repeated += piece;
        timer.start();
        list = parsePciconf(repeated);
        QVERIFY2(timer.elapsed() < 10'000, piece);
        QVERIFY(list->oddities.size() <= FunctionList::maxOddities);
    }
}

void TestPciconfText::manyFunctions()
{
    std::string text;
    for (int i = 99'999; i >= 0; --i)
        text += "em0@pci" + std::to_string(i) + ":1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n";
    QElapsedTimer timer;
    timer.start();
    const auto list = parsePciconf(text);
    QCOMPARE(list->functions.size(), 100'000u);
    QVERIFY(timer.elapsed() < 20'000);
}

QTEST_GUILESS_MAIN(TestPciconfText)
#include "tst_pciconf_text.moc"
