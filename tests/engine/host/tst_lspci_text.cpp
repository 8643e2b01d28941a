// SPDX-License-Identifier: BSD-2-Clause
// What different lspci programs print, shape by shape.
#include "host/lspci_text.h"
#include "pci/topology_builder.h"

#include "support/function_print.h"
#include "support/text.h"

#include <QTest>

#include <array>

using namespace patchbay;

namespace {

/// 256 bytes of config space, those not given 0, as rows of lspci -xxx.
QByteArray rows(std::initializer_list<std::pair<int, int>> bytes)
{
    constexpr int size = 256, perRow = 16;
    std::array<int, size> space{};
    for (const auto &[at, value] : bytes)
        space[std::size_t(at)] = value;
    QByteArray text;
    for (int at = 0; at < size; ++at) {
        if (at % perRow == 0)
            text += (at ? "\n" : "") + QByteArray::number(at, 16).rightJustified(2, '0') + ":";
        text += ' ' + QByteArray::number(space[std::size_t(at)], 16).rightJustified(2, '0');
    }
    return text + '\n';
}

} // namespace

class TestLspciText : public QObject
{
    Q_OBJECT

private slots:
    void shapes_data();
    void shapes();
    void resetIsNotGuessed();
};

void TestLspciText::shapes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &text, const char *expected) {
        QTest::newRow(name) << text << QByteArray(expected);
    };
    row("busybox", "00:01.1 Class 0101: 8086:7010\n00:02.0 Class 0200: 8086:100e\n",
        "- pci0:0:1:1 8086:7010 - 010100 r- h-\n- pci0:0:2:0 8086:100e - 020000 r- h-");
    row("busybox -k", "00:01.1 Class 0101: 8086:7010 ata_piix\n00:02.0 Class 0200: 8086:100e\n",
        "ata_piix pci0:0:1:1 8086:7010 - 010100 r- h-\n- pci0:0:2:0 8086:100e - 020000 r- h-");
    row("pciutils -n", "02:00.0 0300: 10de:1b81 (rev a1) (prog-if 00 [VGA controller])\n",
        "- pci0:2:0:0 10de:1b81 - 030000 ra1 h-");
    row("pciutils 2 -n", "00:00.0 Class 0600: 8086:1130 (rev 02)\n", "- pci0:0:0:0 8086:1130 - 060000 r2 h-");
    row("-nn in a far domain",
        "10000:e1:00.0 Non-Volatile memory controller [0108]: Samsung Electronics NVMe [x] [144d:a80a] (prog-if 02 [NVM Express])\n",
        "- pci65536:225:0:0 144d:a80a - 010802 r- h- device'Samsung Electronics NVMe [x]' subclass'Non-Volatile memory controller'");
    row("-D -vv",
        "0000:01:00.0 Ethernet controller [0200]: Intel x [8086:10fb] (rev 01)\n\tSubsystem: Intel y [8086:0003]\n"
        "\tControl: I/O+ Mem+ BusMaster+\n\tNUMA node: 1\n\tIOMMU group: 14\n"
        "\tRegion 0: Memory at fb800000 (64-bit, prefetchable) [size=512K]\n"
        "\tCapabilities: [a0] Express (v2) Endpoint, MSI 00\n\t\tDevCap:\tMaxPayload 512 bytes, PhantFunc 0\n"
        "\t\t\tExtTag- AttnBtn- AttnInd- PwrInd- RBE+ FLReset+\n\tKernel driver in use: ixgbe\n\tKernel modules: ixgbe\n",
        "ixgbe pci0:1:0:0 8086:10fb 8086:0003 020000 r1 h0 device'Intel x' subclass'Ethernet controller' "
        "bar[10] prefetch64 fb800000+524288 on cap[a0] 10 express 0 flr numa 1");
    row("-v",
        "01:00.0 Ethernet controller [0200]: Intel x [8086:10fb]\n"
        "\tFlags: bus master, fast devsel, latency 0, IRQ 16, NUMA node 1, IOMMU group 14\n"
        "\tCapabilities: [a0] Express Endpoint, MSI 00\n",
        "- pci0:1:0:0 8086:10fb - 020000 r- h0 device'Intel x' subclass'Ethernet controller' cap[a0] 10 express 0 numa 1");
    row("a function that is gone", "02:00.0 VGA compatible controller: NVIDIA [10de:1b81] (rev ff) (prog-if ff)\n"
                                   "\t!!! Unknown header type 7f\n",
        "- pci0:2:0:0 10de:1b81 - 0300ff rff h- device'NVIDIA' subclass'VGA compatible controller'");
    row("CardBus", "00:0a.0 CardBus bridge: Ricoh\n" +
                       rows({{0, 0x80}, {1, 0x11}, {2, 0x76}, {3, 0x04}, {4, 7}, {6, 0x10}, {8, 0xb3}, {10, 7}, {11, 6},
                             {14, 2}, {0x11, 0xf0}, {0x12, 0xff}, {0x13, 0xdf}, {0x14, 0xdc}, {0x18, 0}, {0x19, 3}, {0x1a, 6},
                             {0x40, 0x43}, {0x41, 0x10}, {0x42, 0xc7}, {0x43, 0x14}, {0xdc, 1}, {0xde, 2}}),
        "- pci0:0:10:0 1180:0476 1043:14c7 060700 rb3 h2 device'Ricoh' subclass'CardBus bridge' "
        "bar[10] memory32 dffff000+? on bus 3-6 cap[dc] 1 pm dc");
}

void TestLspciText::shapes()
{
    QFETCH(const QByteArray, text);
    const auto list = parseLspci(toText(text));
    QVERIFY(list);
    QTEST(toBytes(printFunctions(*list)), "expected");
}

/// -v names the PCI Express capability but not what it can do, so it may have a function level reset or not.
void TestLspciText::resetIsNotGuessed()
{
    const std::string head = "01:00.0 Ethernet controller [0200]: x [8086:10fb]\n\tFlags: fast devsel\n"
                             "\tCapabilities: [40] Power Management version 3\n";
    const auto resetOf = [](const std::string &text) {
        const auto list = parseLspci(text);
        return list ? resetMethod(list->functions.at(0)) : ResetMethod::None;
    };
    QVERIFY(resetOf(head) == ResetMethod::D3hot);
    const std::string express = head + "\tCapabilities: [a0] Express (v2) Endpoint, MSI 00\n";
    QVERIFY(resetOf(express) == ResetMethod::Unknown);
    const std::string more = "\t\tDevCap:\tMaxPayload 512 bytes\n\t\t\tExtTag- RBE+ FLReset";
    QVERIFY(resetOf(express + more + "-\n") == ResetMethod::D3hot);
    QVERIFY(resetOf(express + more + "+\n") == ResetMethod::Flr);
}

QTEST_GUILESS_MAIN(TestLspciText)
#include "tst_lspci_text.moc"
