// SPDX-License-Identifier: BSD-2-Clause
#include "support/rule_rows.h"
#include "support/text.h"

#include <format>

using namespace patchbay;

namespace {

void sysctl(Situation &situation, const char *name, const char *value)
{
    if (!situation.sysctl)
        situation.sysctl.emplace();
    (*situation.sysctl)[name] = value;
}

const std::vector<RuleRow> &rows()
{
    static const std::vector<RuleRow> all{
        {"not-endpoint", "endpoint", "2/0/0", "w 5:0=2/0/0", ""},
        {"not-endpoint", "bridge", "0/1/0 bridge=2", "w 5:0=0/1/0",
         "block 0/1/0 @w:5:0 | 0/1/0 is a bridge, and only endpoints can be passed through.\n"
         "  pci0:0:1:0: vendor 0x8086 device 0x10fb class 0x060400\n  header type 0x01"},
        {"not-endpoint", "reserved bridge", "0/1/0 bridge=2", "reserved 0/1/0",
         "warn 0/1/0 | 0/1/0 is a bridge: ppt leaves it alone, so reserving it does nothing.\n"
         "  pci0:0:1:0: vendor 0x8086 device 0x10fb class 0x060400\n  header type 0x01"},
        {"chipset-function", "LPC", "0/31/0 8086:2918 class=060100 driver=isab0", "w 5:0=0/31/0",
         "block 0/31/0 @w:5:0 | 0/31/0 is part of the chipset: ppt would take it, and the host cannot do without it.\n"
         "  pci0:0:31:0: vendor 0x8086 device 0x2918 class 0x060100, driver isab0"},
        {"chipset-function", "SMBus reserved", "0/31/3 class=0c0500", "reserved 0/31/3",
         "block 0/31/3 | 0/31/3 is part of the chipset: ppt would take it, and the host cannot do without it.\n"
         "  pci0:0:31:3: vendor 0x8086 device 0x10fb class 0x0c0500"},
        {"chipset-function", "memory controller on a card", "9/0/0 144d:a808 class=058000", "w 5:0=9/0/0", ""},
        {"domain-nonzero", "domain 0", "2/0/0", "w 5:0=2/0/0", ""},
        {"domain-nonzero", "domain 2", "2:2:0:0", "w 5:0=2:2:0:0",
         "block pci2:2:0:0 @w:5:0 | pci2:2:0:0 is in PCI domain 2, which neither pptdevs nor bhyve can name.\n"
         "  pptdevs would read 2/0/0 as pci0:2:0:0"},
        {"msi-missing", "MSI-X", "2/0/0 msix=4", "w 5:0=2/0/0", ""},
        {"msi-missing", "no list", "0/29/0 class=0c0300 nocaps", "w 5:0=0/29/0",
         "block 0/29/0 @w:5:0 | 0/29/0 has no capability list, so bhyve cannot give it an interrupt and refuses it.\n"
         "  pciconf -lc shows no capability of pci0:0:29:0\n  bhyve: failed to initialize MSI for PCI 0/29/0"},
        {"msi-missing", "a list without", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | 2/0/0 has neither MSI nor MSI-X: the guest gets one invented MSI, carried by a shared "
         "interrupt line of the host.\n  1 capabilities, none of them MSI or MSI-X"},
        {"msi-missing", "not read, said once", "2/0/0 unread\n3/0/0 unread", "w 5:0=2/0/0 6:0=3/0/0",
         "note 2/0/0 3/0/0 @w:5:0 @w:6:0 | Whether there is MSI or MSI-X is not known: the capabilities were not read.\n"
         "  no capabilities in what was read of the host"},
        {"reset-missing", "D3hot", "2/0/0 d3hot", "w 5:0=2/0/0", ""},
        {"reset-missing", "none", "2/0/0 noreset", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | 2/0/0 cannot be reset, so the next guest finds it as the last one left it.\n"
         "  no PCI-Express capability\n  no power management capability"},
        {"reset-missing", "known to be bad", "2/0/0 1002:67df class=030000", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | 2/0/0 may not start a second time before the host is rebooted: AMD Polaris cards stay in a "
         "half-reset state after a guest stops.\n  pci0:2:0:0: vendor 0x1002 device 0x67df class 0x030000"},
        {"bar-alignment", "pages", "2/0/0 bar=fe000000/4096 bar64=fd000000/131072", "w 5:0=2/0/0", ""},
        {"bar-alignment", "2 KiB", "0/23/0 bar=df248000/8192 bar=df24c800/2048", "w 5:0=0/23/0",
         "block 0/23/0 @w:5:0 | 0/23/0 has a memory BAR that does not start and end on a 4 KiB page, which bhyve refuses.\n"
         "  bar [14]: base 0xdf24c800, size 2048"},
        {"bar-alignment", "size not known", "0/23/0 bar=df248100", "w 5:0=0/23/0",
         "block 0/23/0 @w:5:0 | 0/23/0 has a memory BAR that does not start and end on a 4 KiB page, which bhyve refuses.\n"
         "  bar [10]: base 0xdf248100, size not known"},
        {"bar-window", "small", "2/0/0 bar=0/268435456", "w 5:0=2/0/0", ""},
        {"bar-window", "below 4 GiB", "2/0/0 bar=0/536870912 bar64=0/16777216", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | The BARs of w need 528 MiB below 4 GiB, where bhyve has 512 MiB.\n  2/0/0: 528 MiB of BARs"},
        {"bar-window", "above", "2/0/0 bar64=0/34359738368\n3/0/0 bar64=0/268435456", "w 5:0=2/0/0 6:0=3/0/0",
         "warn 2/0/0 3/0/0 @w:5:0 @w:6:0 | The large BARs of w need 33024 MiB, and bhyve's window for them has 32768 MiB.\n"
         "  2/0/0: 32768 MiB of BARs\n  3/0/0: 256 MiB of BARs"},
        {"msix-exhaustion", "enough", "2/0/0 msix=1024", "w 5:0=2/0/0", ""},
        {"msix-exhaustion", "half of all", "2/0/0 msix=1025", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | The guests' functions allocate 1025 MSI-X vectors at once, and the kernel has 2048 for the "
         "whole host.\n  2/0/0: 1025 vectors\n  machdep.num_msi_irqs: 2048"},
        {"msix-exhaustion", "an older kernel", "2/0/0 msix=512", "w 5:0=2/0/0",
         "warn 2/0/0 @w:5:0 | The guests' functions allocate 512 MSI-X vectors at once, and the kernel has 512 for the "
         "whole host.\n  2/0/0: 512 vectors\n  machdep.num_msi_irqs: 512",
         [](Situation &s) { s.osVersion = 1201000; }},
        {"iommu-absent", "there", "2/0/0", "w 5:0=2/0/0", ""},
        {"iommu-absent", "none", "2/0/0\n3/0/0", "w 5:0=2/0/0 6:0=3/0/0",
         "block 2/0/0 3/0/0 @w:5:0 @w:6:0 | This host has no IOMMU that vmm can use, so no guest can be given a PCI "
         "function.\n  ACPI has neither a DMAR (Intel VT-d) nor an IVRS (AMD-Vi) table",
         [](Situation &s) { s.acpi.dmar.reset(); }},
        {"iommu-absent", "not read", "2/0/0", "w 5:0=2/0/0",
         "note 2/0/0 @w:5:0 | Whether this host has an IOMMU is not known: its ACPI tables were not read.\n"
         "  no DMAR or IVRS table was looked for",
         [](Situation &s) { s.acpi = {}; }},
        {"iommu-absent", "half of the table", "2/0/0", "w 5:0=2/0/0",
         "note 2/0/0 @w:5:0 | This host has an IOMMU, but whether it covers this function is not known: only a part of the "
         "ACPI table IVRS could be read.\n  IVRS is not complete and names no unit for the function so far",
         [](Situation &s) { s.acpi.dmar.reset(); s.acpi.ivrs.emplace().complete = false;
                            for (Node &node : s.topology.nodes) node.iommu = Coverage::Unknown; }},
        {"iommu-absent", "not read, but in use", "2/0/0", "w 5:0=2/0/0", "",
         [](Situation &s) { s.acpi = {}; sysctl(s, "hw.vmm.iommu.initialized", "1"); }},
        {"iommu-absent", "initialized=0 is no fault", "2/0/0", "w 5:0=2/0/0", "",
         [](Situation &s) { sysctl(s, "hw.vmm.iommu.initialized", "0"); }},
        {"iommu-disabled", "now", "2/0/0", "w 5:0=2/0/0",
         "block 2/0/0 @w:5:0 | hw.vmm.iommu.enable=0 keeps vmm from using the IOMMU, so no guest can be given a PCI "
         "function.\n  sysctl hw.vmm.iommu.enable: 0",
         [](Situation &s) { sysctl(s, "hw.vmm.iommu.enable", "0"); }},
        {"iommu-disabled", "by the boot files", "2/0/0", "w 5:0=2/0/0",
         "block 2/0/0 @w:5:0 | hw.vmm.iommu.enable=0 keeps vmm from using the IOMMU, so no guest can be given a PCI "
         "function.\n  /boot/loader.conf:2: hw.vmm.iommu.enable=\"0\"",
         [](Situation &s) { setBoot(s, "vmm_load=\"YES\"\nhw.vmm.iommu.enable=\"0\""); }},
        {"iommu-disabled", "until the next boot", "2/0/0", "w 5:0=2/0/0",
         "note 2/0/0 @w:5:0 | vmm does not use the IOMMU now (hw.vmm.iommu.enable=0); the boot files leave it on, so it "
         "works after the next boot.\n  sysctl hw.vmm.iommu.enable: 0",
         [](Situation &s) { sysctl(s, "hw.vmm.iommu.enable", "0"); setBoot(s, "vmm_load=\"YES\""); }},
        {"amdvi-not-enabled", "Intel", "2/0/0", "w 5:0=2/0/0", "", [](Situation &s) { setBoot(s, ""); }},
        {"amdvi-not-enabled", "AMD", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | AMD-Vi is off for passthrough: applying this plan sets hw.vmm.amdvi.enable=\"1\" for the next "
         "boot.\n  sysctl hw.vmm.amdvi.enable: 0\n  the boot files do not set hw.vmm.amdvi.enable",
         [](Situation &s) { s.acpi.dmar.reset(); s.acpi.ivrs.emplace(); setBoot(s, ""); sysctl(s, "hw.vmm.amdvi.enable", "0"); }},
        {"amdvi-not-enabled", "AMD, on", "2/0/0", "w 5:0=2/0/0", "",
         [](Situation &s) {
             s.acpi.dmar.reset();
             s.acpi.ivrs.emplace();
             setBoot(s, "hw.vmm.amdvi.enable=\"1\"");
             sysctl(s, "hw.vmm.amdvi.enable", "1");
         }},
        {"iommu-scope", "AMD", "2/0/0 uncovered", "w 5:0=2/0/0",
         "block 2/0/0 @w:5:0 | No IOMMU unit covers 2/0/0, so its memory accesses could not be confined to a guest.\n"
         "  IVRS names no unit for requester id 0x0200",
         [](Situation &s) { s.acpi.dmar.reset(); s.acpi.ivrs.emplace(); }},
        {"iommu-scope", "Intel before 15 panics for any function", "2/0/0\n3/0/0 uncovered", "w 5:0=2/0/0",
         "block 2/0/0 @w:5:0 | The DMAR table leaves functions without a remapping unit, and the first guest with a PCI "
         "function would panic the host.\n  functions in no unit's scope: 3/0/0\n"
         "  panic: vtd_add_device: device is not in scope for any DMA remapping unit"},
        {"iommu-scope", "Intel on 15", "2/0/0\n3/0/0 uncovered", "w 5:0=2/0/0", "",
         [](Situation &s) { s.osVersion = 1500068; }},
        {"iommu-caching-mode", "iron", "2/0/0", "w 5:0=2/0/0", "",
         [](Situation &s) { sysctl(s, "kern.vm_guest", "none"); }},
        {"iommu-caching-mode", "nested", "2/0/0", "w 5:0=2/0/0",
         "warn 2/0/0 | This host is a virtual machine: if its VT-d is emulated with caching mode, the first guest with a "
         "PCI function panics it.\n  kern.vm_guest: kvm\n  panic: vtd_init: invalid caching mode",
         [](Situation &s) { sysctl(s, "kern.vm_guest", "kvm"); }},
        {"rmrr", "the iGPU", "0/2/0 class=030000\n2/0/0", "w 5:0=0/2/0 6:0=2/0/0",
         "warn 0/2/0 @w:5:0 | The firmware uses memory through 0/2/0, which vmm does not map for a guest: it may fault or "
         "stay dead there.\n  RMRR 0x7d800000-0x7fffffff",
         [](Situation &s) {
             s.acpi.dmar->structures = {{.type = 1, .flags = 0, .segment = 0, .base = 0x7d800000, .limit = 0x7fffffff,
                                         .scopes = {{1, 0, 0, {{2, 0}}}}}};
         }},
        {"renumbered", "as planned", "2/0/0", "w 5:0=2/0/0", ""},
        {"renumbered", "gone", "2/0/0", "w 5:0=9/0/0", "block 9/0/0 @w:5:0 | There is no function at 9/0/0."},
        {"renumbered", "moved", "2/0/0 1425:5001\n3/0/0 8086:10d3", "w 5:0=3/0/0",
         "block 3/0/0 @w:5:0 | The function planned as 3/0/0 is at 2/0/0 now.\n"
         "  planned: vendor 0x8086 device 0x10d3\n  there now: vendor 0x1425 device 0x5001\n"
         "  it is at 2/0/0 now, recognised as the only one with its ids\n"
         "  fix: Take 2/0/0 instead of 3/0/0",
         [](Situation &s) { std::swap(s.topology.nodes[0].function.vendor, s.topology.nodes[1].function.vendor);
                            std::swap(s.topology.nodes[0].function.device, s.topology.nodes[1].function.device); }},
    };
    return all;
}

} // namespace

class TestRulesDevice : public QObject
{
    Q_OBJECT

private slots:
    void rule_data() { addRuleRows(rows()); }
    void rule()
    {
        QFETCH(const int, index);
        const RuleRow &row = rows()[std::size_t(index)];
        QCOMPARE(toBytes(saidBy(row)), QByteArray(row.expected));
    }

    void quirksFile()
    {
        QVERIFY(!Quirks::builtIn().entries.empty());
        for (const Quirk &quirk : Quirks::builtIn().entries)
            QVERIFY(!quirk.reason.empty() && !quirk.source.empty() && !quirk.reason.ends_with('.'));
    }

    void quirksErrors_data()
    {
        static constexpr const char *texts[][2] = {
            {"# only\n\n", ""},
            {"coupled 1077 class 0c04 \"r\" \"s\"", ""},
            {"\nodd 1077 \"r\" \"s\"", "line 2: \"odd\" is none of coupled, free, noreset"},
            {"free 10777 \"r\" \"s\"", "line 1: a vendor is four hex digits, not \"10777\""},
            {"free 1077:x \"r\" \"s\"", "line 1: a device is four hex digits, not \"x\""},
            {"free 1077 klass 0c04 \"r\" \"s\"", "line 1: expected class or a quoted reason after the device"},
            {"free 1077 class c04 \"r\" \"s\"", "line 1: a class is four hex digits, not \"c04\""},
            {"free 1077 \"r\"", "line 1: a quoted reason and a quoted source are missing at the end"},
            {"free 1077 \"r\" \"s\" x", "line 1: trailing text after the source"},
            {"free", "line 1: a vendor is four hex digits, not \"\""},
        };
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const auto &[text, expected] : texts)
            QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    }
    void quirksErrors()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);
        const auto quirks = Quirks::parse(toText(text));
        QCOMPARE(quirks ? QByteArray() : toBytes(quirks.error().toString()), expected);
    }
};

QTEST_GUILESS_MAIN(TestRulesDevice)
#include "tst_rules_device.moc"
