// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <memory>

/// A small invented host as an engine would describe it: a two-port NIC that may be split, a coupled FC card, a locked
/// disk controller and one domain more.
namespace patchbay::test {

inline wire::Function function(std::string address, std::string parent, std::string kind, std::string name)
{
    wire::Function f;
    f.address = address;
    f.slashed = address.substr(address.find(':') + 1);
    for (char &c : f.slashed)
        c = c == ':' ? '/' : c;
    if (!parent.empty())
        f.parent = parent;
    f.kind = kind;
    f.name = name;
    f.vendor = "0x8086";
    f.device = "0x10fb";
    f.classCode = "0x020000";
    f.driver = "";
    f.msi = 1;
    f.msix = 64;
    f.reset = "flr";
    f.iommu = true;
    f.group = 12;
    f.heldBy = "host";
    return f;
}

inline wire::Function bridge(std::string address, std::string name, int bus)
{
    wire::Function f = function(std::move(address), {}, "bridge", std::move(name));
    f.endpoint = false;
    f.secondaryBus = f.subordinateBus = bus;
    f.heldBy = "host";
    return f;
}

inline std::shared_ptr<wire::Snapshot> smallMachine()
{
    auto snapshot = std::make_shared<wire::Snapshot>();
    snapshot->revision = "r1";
    snapshot->spec = "sim:small";
    snapshot->name = "small.example";
    snapshot->system = "FreeBSD";
    snapshot->release = "14.3";
    snapshot->processor = "Xeon E-2278G";
    snapshot->memory = std::uint64_t(64) << 30;
    snapshot->badges = {{"ok", "VT-d on, 2 units", ""}, {"note", "ppt holds 2 of 8", ""}};

    auto &list = snapshot->functions;
    list.push_back(bridge("pci0:0:1:0", "Xeon root port", 1));
    list.push_back(bridge("pci0:0:1:1", "Xeon root port", 2));
    list.push_back(function("pci0:0:23:0", {}, "storage", "Cannon Lake SATA AHCI"));
    list.back().locked = "boot disk · ahci0";
    list.back().msix = 0;
    list.push_back(function("pci0:1:0:0", "pci0:0:1:0", "nic", "10-Gigabit SFI/SFP+"));
    list.back().heldBy = "host · ix0";
    list.back().vendorName = "Intel";
    list.back().marks = {"free-to-split"};
    list.push_back(function("pci0:1:0:1", "pci0:0:1:0", "nic", "10-Gigabit SFI/SFP+"));
    list.back().heldBy = "host · ix1";
    list.push_back(function("pci0:2:0:0", "pci0:0:1:1", "storage", "8Gb Fibre Channel HBA"));
    list.back().heldBy = "ppt0 · reserved";
    list.back().vendorName = "QLogic";
    list.back().marks = {"coupled"};
    list.push_back(function("pci0:2:0:1", "pci0:0:1:1", "storage", "8Gb Fibre Channel HBA"));
    list.back().heldBy = "ppt1 · reserved";
    list.back().marks = {"coupled"};
    list.back().reset = "none";
    for (int i : {5, 6}) {
        list[std::size_t(i)].group = 13;
        list[std::size_t(i)].msix = 32;
    }
    list.push_back(function("pci1:0:0:0", {}, "accelerator", "Accelerator"));
    list.back().iommu.reset();
    list.back().msi.reset();
    list.back().msix.reset();
    list.back().group.reset();
    list.back().reset = "unknown";
    return snapshot;
}

inline wire::Guest smallGuest()
{
    wire::Guest guest;
    guest.name = "web-01";
    guest.devices = {{0, 0, "hostbridge", ""}, {2, 0, "virtio-blk", "/vm/web-01/disk0.img"},
                     {3, 0, "virtio-net", "tap0"}, {31, 0, "lpc", ""}};
    guest.positions = {{7, 0, "pci0:1:0:1", {}, {}}};
    guest.memoryMiB = 8192;
    return guest;
}

} // namespace patchbay::test
