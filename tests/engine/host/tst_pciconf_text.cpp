// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_text.h"

#include "support/function_print.h"
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
    void emptyOrForeign_data();
    void emptyOrForeign();
    void listingsKeepTheirLetters();
    void cutListings_data();
    void cutListings();
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
    row("byte order marks of files put together",
        "\xef\xbb\xbf"
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "\xef\xbb\xbf"
        "em1@pci0:2:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0\nem1 pci0:2:0:0 8086:10d3 8086:0000 020000 r0 h0");
    row("a console message inside a heading",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086\nuhub0: 6 ports\nchip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    class      = network\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 class'network'");
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
    row("a comment in C",
        "/*\n * em0@pci0:1:0:0:   class=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        " *   cap 11[a0] = MSI-X supports 5 messages, enabled\n"
        " *                Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n */\n",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[a0] 11 msix 5+ 1c+0 1c+8192");
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
    row("several lines glued, as before 12.3",
        "pcib1@pci0:0:1:0:\tclass=0x060400 card=0x00000000 chip=0x0e028086 rev=0x04 hdr=0x01\n"
        "    ecap 0001[100] = AER 0    ecap 0003[148] = Serial 0    ecap 000b[150] = Vendor 0 PCI-e errors = Fatal Error "
        "Detected\n"
        "    ecap 0019[160] = PCIe Sec 0none0@pci0:0:4:0:\tclass=0x088000 card=0x0 chip=0x0e208086 rev=0x04 hdr=0x00\n",
        "pcib1 pci0:0:1:0 8086:0e02 0000:0000 060400 r4 h1 ecap[100] 1 ecap[148] 3 ecap[150] b ecap[160] 19\n"
        "- pci0:0:4:0 8086:0e20 0000:0000 088000 r4 h0");
    row("an address that cannot be",
        "em0@pci0:300:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "    class      = network\n"
        "em1@pci0:2:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em1 pci0:2:0:0 8086:10d3 8086:0000 020000 r0 h0; line 1: pci0:300:0:0:: bus 300 is above 255");
    row("cut in the heading", "em0@pci0:1:0:0:\tclass=0x0200",
        "em0 pci0:1:0:0 ffff:ffff - 000000 r- h-; line 1: the text ends inside a number of this heading; line 1: the heading "
        "of pci0:1:0:0 does not tell vendor and device; line 1: the text ends inside pci0:1:0:0, before the end of its last "
        "line");
    row("cut in the ids", (std::string(nic) + "em1@pci0:2:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d3").c_str(),
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0\nem1 pci0:2:0:0 ffff:ffff 8086:0000 020000 r- h-; "
        "line 2: the text ends inside a number of this heading; line 2: the heading of pci0:2:0:0 does not tell vendor and "
        "device; line 2: the text ends inside pci0:2:0:0, before the end of its last line");
    row("cut after the domain", (std::string(nic) + "em1@pci0:").c_str(),
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0; line 2: the text ends inside a heading");
    row("cut in the selector", (std::string(nic) + "em1@pci0:1:0").c_str(),
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0; line 2: the text ends inside a heading");
    row("an impossible number of messages",
        (std::string(nic) + "    cap 05[d0] = MSI supports 99999999999 messages, 64 bit \n    cap 11[a0] = MSI-X supports 0 messages\n"
                            "                 Table in map 0x1c[0x0], PBA in map 0x1c[0x2000]\n").c_str(),
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 cap[d0] 5 cap[a0] 11; "
        "line 2: no possible number of messages: \"MSI supports 99999999999 messages, 64 bit\"; "
        "line 3: no possible number of messages: \"MSI-X supports 0 messages\"");
    row("cut in a number", "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r- h-; line 1: the text ends inside a number of this heading; "
        "line 1: the text ends inside pci0:1:0:0, before the end of its last line");
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
    row("cut in a size", "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
                         "    bar   [10] = type Memory, range 32, base 0xfe100000, size 1310",
        "em0 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0 bar[10] memory32 fe100000+?; "
        "line 2: the text ends inside pci0:1:0:0, before the end of its last line");
    row("cut in a bus range", "pcib1@pci0:0:1:0:\tclass=0x060400 card=0x0 chip=0x10d38086 rev=0x00 hdr=0x01\n"
                              "    cap 01[d0] = powerspec 2  supports D0 D3  current D0\n"
                              "pcib2@pci0:0:2:0:\tclass=0x060400 card=0x0 chip=0x10d38086 rev=0x00 hdr=0x01\n    bus range  = 2-1",
        "pcib1 pci0:0:1:0 8086:10d3 0000:0000 060400 r0 h1 cap[d0] 1 pm d0\npcib2 pci0:0:2:0 8086:10d3 0000:0000 060400 r0 h1; "
        "line 4: the text ends inside pci0:0:2:0, before its line end");
    row("one selector twice",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "em1@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em1 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0; line 2: pci0:1:0:0 is listed twice; the later one is taken");
    row("two listings of one selector",
        "em0@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n"
        "# pciconf -l em1\n"
        "em1@pci0:1:0:0:\tclass=0x020000 card=0x00008086 chip=0x10d38086 rev=0x00 hdr=0x00\n",
        "em1 pci0:1:0:0 8086:10d3 8086:0000 020000 r0 h0");
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

/// What is cut off is not known: no number may come of it.
void TestPciconfText::cutListings_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<bool>("known");
    QTest::addColumn<QByteArray>("missing");
    const auto row = [](const char *name, const std::string &end, bool known, const char *missing) {
        QTest::newRow(name) << toBytes(end) << known << QByteArray(missing);
    };
    const std::string bridge = "hostb0@pci0:0:31:0:\tclass=0x060000 card=0x0 chip=0x14408086 rev=0x00 hdr=0x00\n";
    const std::string disk = "nvme1@pci0:2:0:0:\tclass=0x010802 card=0x0 chip=0x0a548086 rev=0x00 hdr=0x00\n";
    const std::string names = "    vendor     = 'Intel'\n";
    const std::string classes = "    class      = mass storage\n    subclass   = NVM\n";
    const std::string power = "    cap 01[40] = powerspec 3  supports D0 D3  current D0\n";
    const std::string express = "    cap 10[70] = PCI-Express 2 endpoint max data 256(256) FLR\n";
    const std::string vectors = "    cap 11[b0] = MSI-X supports 33 messages, enabled\n";
    const std::string table = "                 Table in map 0x10[0x2000], PBA in map 0x10[0x3000]\n";
    row("whole", disk + names + classes + power + express + vectors + table, true, "");
    row("no line end", disk + names + classes + power + express + vectors + table.substr(0, table.size() - 1), false,
        "its line end");
    row("a host bridge has none", bridge + "    class      = bridge\n", true, "");
    row("after the heading", disk, false, "its class");
    row("after the names", disk + names, false, "its class");
    row("inside a name", disk + names.substr(0, 22), false, "the end of its last line");
    row("after the class", disk + names + classes, false, "its capabilities");
    row("before the express capability", disk + names + classes + power, false, "its capabilities");
    row("inside a capability", disk + names + classes + "    cap 0", false, "the end of its last line");
    row("before the table", disk + names + classes + power + express + vectors, false, "the end of its MSI-X capability");
    row("errors come last", disk + names + classes + "  PCI-e errors = Correctable Error Detected\n", true, "");
    const std::string conventional = "pcib9@pci0:0:30:0:\tclass=0x060401 card=0x0 chip=0x244e8086 rev=0x00 hdr=0x01\n"
                                     "    class      = bridge\n    cap 0d[50] = PCI Bridge card=0x0\n";
    row("an old card behind an old bridge", conventional + disk + names + classes, true, "");
    const std::string emulated = "none4@pci0:2:0:1:\tclass=0x040300 card=0x11001af4 chip=0x293e8086 rev=0x03 hdr=0x00\n";
    row("an emulator's old card behind a port", emulated + "    class      = multimedia\n    cap 05[60] = MSI supports 1 message, 64 bit \n",
        true, "");
    row("a prompt follows", disk + names + classes + "root@host:~ #\n", true, "");
}

void TestPciconfText::cutListings()
{
    QFETCH(const QByteArray, end);
    QFETCH(const bool, known);
    QFETCH(const QByteArray, missing);
    const std::string before = "pcib1@pci0:0:1:0:\tclass=0x060400 card=0x0 chip=0x0c018086 rev=0x06 hdr=0x01\n"
                               "    class      = bridge\n    bus range  = 2-2\n"
                               "    cap 10[a0] = PCI-Express 2 root port max data 256(256)\n"
                               "nvme0@pci0:1:0:0:\tclass=0x010802 card=0x0 chip=0x0a548086 rev=0x00 hdr=0x00\n"
                               "    class      = mass storage\n    cap 10[70] = PCI-Express 2 endpoint max data 256(256)\n";
    const auto list = parsePciconf(before + toText(end));
    QVERIFY(list);
    const Function &last = list->functions.back();
    QCOMPARE(last.capabilitiesKnown, known);
    const std::string wanted = "the text ends inside " + last.address.toString() + ", before " + toText(missing);
    QCOMPARE(toBytes(list->oddities.empty() ? "" : list->oddities.back().text), toBytes(missing.isEmpty() ? "" : wanted));

    // The program that wrote it said that this is all.
    const auto told = parsePciconf(before + toText(end), Ending::Whole);
    QVERIFY(told->functions.back().capabilitiesKnown);
    QVERIFY(told->oddities.empty() || !told->oddities.back().text.contains("the text ends inside " + last.address.toString()));
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
