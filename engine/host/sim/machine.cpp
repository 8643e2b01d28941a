// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine.h"

#include <algorithm>

namespace patchbay::sim {

std::uint32_t MachineFunction::read(unsigned reg, unsigned width) const
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width; ++i) {
        const std::uint32_t byte = reg + i < config.size() ? config[reg + i] : 0xff;
        value |= byte << (8 * i);
    }
    return value;
}

const MachineFunction *Machine::find(const Address &address) const
{
    const auto it = std::ranges::find(functions, address, &MachineFunction::address);
    return it == functions.end() ? nullptr : &*it;
}

const std::string *Machine::acpiTable(std::string_view signature) const
{
    const auto it =
        std::ranges::find_if(acpiTables, [&](const std::string &t) { return t.starts_with(signature); });
    return it == acpiTables.end() ? nullptr : &*it;
}

namespace {

struct ClassDriver
{
    std::uint32_t classCode, mask;
    const char *driver;
};

constexpr ClassDriver classDrivers[] = {
    {0x010802, 0xffffff, "nvme"},      {0x010601, 0xffffff, "ahci"},   {0x010100, 0xffff00, "atapci"},
    {0x030000, 0xffff00, "vgapci"},    {0x038000, 0xffff00, "vgapci"}, {0x040300, 0xffff00, "hdac"},
    {0x060000, 0xffff00, "hostb"},     {0x060100, 0xffff00, "isab"},   {0x060400, 0xffff00, "pcib"},
    {0x080501, 0xffff00, "sdhci_pci"}, {0x0c0300, 0xffffff, "uhci"},   {0x0c0310, 0xffffff, "ohci"},
    {0x0c0320, 0xffffff, "ehci"},      {0x0c0330, 0xffffff, "xhci"},
};

struct VendorDriver
{
    std::uint16_t vendor;
    std::uint32_t classCode, mask;
    std::uint16_t firstDevice, lastDevice;
    const char *driver;
};

constexpr VendorDriver vendorDrivers[] = {
    {0x8086, 0x020000, 0xffff00, 0x1521, 0x1533, "igb"},
    {0x8086, 0x020000, 0xffff00, 0x10a7, 0x10a9, "igb"},
    {0x8086, 0x020000, 0xffff00, 0x10c9, 0x10c9, "igb"},
    {0x8086, 0x020000, 0xffff00, 0x10e6, 0x10e8, "igb"},
    {0x8086, 0x020000, 0xffff00, 0x150a, 0x1518, "igb"},
    {0x8086, 0x020000, 0xffff00, 0x10b6, 0x10b6, "ix"},
    {0x8086, 0x020000, 0xffff00, 0x10c6, 0x10c8, "ix"},
    {0x8086, 0x020000, 0xffff00, 0x10f1, 0x10fc, "ix"},
    {0x8086, 0x020000, 0xffff00, 0x1528, 0x1528, "ix"},
    {0x8086, 0x020000, 0xffff00, 0x1560, 0x1563, "ix"},
    {0x8086, 0x020000, 0xffff00, 0x1572, 0x158b, "ixl"},
    {0x8086, 0x020000, 0xffff00, 0x1591, 0x159b, "ice"},
    {0x8086, 0x020000, 0xffff00, 0x15f2, 0x15f3, "igc"},
    {0x8086, 0x020000, 0xffff00, 0x125b, 0x125d, "igc"},
    {0x8086, 0x020000, 0xffff00, 0x0000, 0xffff, "em"},
    {0x8086, 0x0c0500, 0xffff00, 0x0000, 0xffff, "ichsmb"},
    {0x10ec, 0x020000, 0xffff00, 0x0000, 0xffff, "re"},
    {0x14e4, 0x020000, 0xffff00, 0x0000, 0xffff, "bge"},
    {0x15b3, 0x020000, 0xffff00, 0x0000, 0xffff, "mlx5_core"},
    {0x1425, 0x020000, 0xffff00, 0x0000, 0xffff, "t5nex"},
    {0x1077, 0x0c0400, 0xffff00, 0x0000, 0xffff, "isp"},
    {0x1000, 0x010700, 0xffff00, 0x0064, 0x0087, "mps"},
    {0x1000, 0x010700, 0xffff00, 0x0090, 0x00e6, "mpr"},
    {0x1000, 0x010400, 0xffff00, 0x0000, 0xffff, "mrsas"},
    {0x1022, 0x108000, 0xffff00, 0x0000, 0xffff, "ccp"},
    {0x1af4, 0x000000, 0x000000, 0x1000, 0x107f, "virtio_pci"},
};

} // namespace

std::string guessDriver(std::uint16_t vendor, std::uint16_t device, std::uint32_t classCode)
{
    for (const VendorDriver &entry : vendorDrivers) {
        if (entry.vendor == vendor && (classCode & entry.mask) == (entry.classCode & entry.mask) &&
            device >= entry.firstDevice && device <= entry.lastDevice)
            return entry.driver;
    }
    for (const ClassDriver &entry : classDrivers) {
        if ((classCode & entry.mask) == entry.classCode)
            return entry.driver;
    }
    return {};
}

} // namespace patchbay::sim
