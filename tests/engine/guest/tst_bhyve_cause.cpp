// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_cause.h"

#include "support/plan_machine.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

namespace {

constexpr std::string_view host = "1/0/0 8086:10d3 driver=ppt0 msix=5\n2/0/0 8086:10c9 driver=igb0 msix=10\n"
                                  "4/0/0 8086:1521 driver=ppt1 msix=10\n";
constexpr const char *notPpt = "bhyve: PCI device at %1 is not using the ppt(4) driver\n"
                               "device emulation initialization error: %2\n";

QByteArray refusal(const char *address, const char *why = "No such file or directory")
{
    return QByteArray(notPpt).replace("%1", address).replace("%2", why);
}

} // namespace

class TestBhyveCause : public QObject
{
    Q_OBJECT

private slots:
    /// What bhyve of 12.1 said for each mistake.
    void said_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, int status, const QByteArray &output, const char *expected) {
            QTest::newRow(name) << status << output << QByteArray(expected);
        };
        row("reboot", 0, "", "");
        row("power-off", 1, "File exists\n", "");
        row("halt", 2, "", "");
        row("triple fault", 3, "", "The guest stopped with a triple fault: its kernel or firmware crashed.");
        row("killed", 137, "", "It was ended by signal 9.");
        row("unwired", 4,
            "bhyve: passthru requires guest memory to be wired\ndevice emulation initialization error: No such file or directory\n",
            "The memory of t is not wired, which PCI functions need: switch wiring on (-S).");
        row("not ppt", 4, refusal("2/0/0"),
            "2/0/0 belongs to igb0, not to ppt. Neither the boot files nor the running kernel's pptdevs are known to name it.");
        row("missing", 4, refusal("9/9/0"),
            "There is no function at 9/9/0: the plan names an address that this host does not have.");
        row("held", 4, refusal("4/0/0", "Device busy"),
            "4/0/0 is held by the guest u: stop that one first (bhyvectl --vm=u --destroy frees it when bhyve is gone).");
        row("busy", 4, refusal("1/0/0", "Device busy"),
            "1/0/0 is busy: a virtual machine that still exists holds it. bhyvectl --destroy on that one frees it.");
        row("no privilege", 4, refusal("1/0/0", "Operation not permitted"),
            "Only root may give a PCI function to a guest.");
        // 14 and later write the second line with a capital; 12-assign-no-iommu: ENXIO comes before any look at the function
        row("no iommu, not ppt either", 4, refusal("2/0/0", "Device not configured"),
            "The kernel has no working IOMMU for 2/0/0: switch VT-d or AMD-Vi on in the firmware's set-up; dmesg tells what it found.");
        row("no iommu, no such function", 4, refusal("9/9/0", "Device not configured").replace("device emul", "Device emul"),
            "The kernel has no working IOMMU for 9/9/0: switch VT-d or AMD-Vi on in the firmware's set-up; dmesg tells what it found.");
        row("gone since", 4, refusal("1/0/0"),
            "1/0/0 was ppt's before the start and is no more: give it to ppt again, then start.");
        row("earlier words do not count", 4, "device emulation initialization error: Device busy\n" + refusal("1/0/0", "Bad address"),
            "1/0/0 is ppt's, yet the kernel refused it (Bad address): dmesg may tell more. bhyve's message about the driver is the same for every refusal.");
        row("no vmm", 4, "vm_create: No such file or directory\n",
            "vmm is not loaded: kldload vmm loads it now, vmm_load=\"YES\" at every boot.");
        row("vmm did not start", 4, "vm_create: Device not configured\n",
            "vmm did not start on this processor: VT-x or AMD-V is missing or off in the firmware.");
        row("no msi", 4, "bhyve: failed to initialize MSI for PCI 0/29/0\n",
            "0/29/0 has no capability list, so bhyve cannot give it an interrupt: it cannot be passed through.");
        row("bar", 4, "bhyve: passthru device 0/23/0 BAR 5: base 0xdf24c000 or size 0x800 not page aligned\n",
            "0/23/0 has a memory BAR that is no whole 4 KiB page: it cannot be passed through as the firmware placed it.");
        row("not loaded", 4, "virtual machine cannot be booted\n",
            "Nothing is loaded into the virtual machine: the boot ROM did not take effect.");
        row("left over", 4, "vm_create: File exists\n",
            "A virtual machine t is left from before: bhyvectl --vm=t --destroy removes it.");
        row("wired differently", 4, "vm_setup_memory: File exists\n",
            "bhyveload and bhyve disagree about wired memory or its size: both need the same -S and -m.");
        row("memory", 4, "Unable to setup memory (12)\n",
            "The host could not give 1024 MiB of wired memory: take less, or stop other guests.");
        row("processors", 4, "300 vCPUs requested but only 16 available\n",
            "The guest has more processors than vmm gives one here: take fewer. (300 vCPUs requested but only 16 available)");
        row("slot taken", 4, "pci slot 0:0 already occupied!\n",
            "Two devices want the same slot. (pci slot 0:0 already occupied!)");
        row("slot range", 4, "Invalid PCI slot info field \"32,passthru,1/0/0\"\n",
            "Slots go from 0 to 31 and functions from 0 to 7. (Invalid PCI slot info field \"32,passthru,1/0/0\")");
        row("guest bus", 4, "MPtable is incompatible with multiple PCI hierarchies.\n",
            "Devices stand on a second guest bus: move them to bus 0, or add -Y.");
        row("new words", 4, "first\nsomething new\n", "bhyve ended with exit status 4: something new");
        row("nothing", 4, "", "bhyve ended with exit status 4 and said nothing.");
    }
    void said()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, output);
        QFETCH(const QByteArray, expected);
        Situation situation = machine(host);
        situation.guests = {{"u", {*Address::parseSlashed("4/0/0")}}};
        Guest guest;
        guest.name = "t";
        QCOMPARE(toBytes(bhyveCause("bhyve", status, toText(output), guest, situation)), expected);
    }

    void iommu()
    {
        Guest guest;
        guest.name = "t";
        const std::string output = toText(refusal("1/0/0", "Device not configured"));
        Situation situation = machine(host);
        situation.acpi.dmar.reset();
        QVERIFY(toBytes(bhyveCause("bhyve", 4, output, guest, situation)).startsWith("This host has no IOMMU"));
        situation.acpi.ivrs.emplace();
        situation.sysctl.emplace()["hw.vmm.amdvi.enable"] = "0";
        QVERIFY(toBytes(bhyveCause("bhyve", 4, output, guest, situation)).startsWith("AMD-Vi is off"));
        situation.sysctl.emplace()["hw.vmm.iommu.enable"] = "0";
        QVERIFY(toBytes(bhyveCause("bhyve", 4, output, guest, situation)).startsWith("hw.vmm.iommu.enable=0 keeps"));
        guest.positions = {{5, 0, *Address::parseSlashed("1/0/0"), {}, {}}, {6, 0, *Address::parseSlashed("1/0/0"), {}, {}}};
        const std::string busy = toText(refusal("1/0/0", "Device busy"));
        QVERIFY(toBytes(bhyveCause("bhyve", 4, busy, guest, situation)).contains("more than one slot"));
    }

    void loader()
    {
        Guest guest;
        guest.name = "t";
        QCOMPARE(toBytes(bhyveCause("bhyveload", 1, "bhyveload: no disk\n", guest, machine(host))),
                 QByteArray("bhyveload ended with exit status 1: bhyveload: no disk"));
        QCOMPARE(toBytes(bhyveCause("bhyveload", 0, "", guest, machine(host))), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestBhyveCause)
#include "tst_bhyve_cause.moc"
