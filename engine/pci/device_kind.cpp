// SPDX-License-Identifier: BSD-2-Clause
#include "pci/device_kind.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

struct Kind
{
    std::uint16_t code; // base class and subclass; 0xff as subclass: all others of the base class
    std::string_view word;
};

constexpr Kind kinds[] = {
    {0x0001, "display"}, {0x01ff, "storage"}, {0x02ff, "nic"},      {0x03ff, "display"}, {0x0401, "audio"},
    {0x0403, "audio"},   {0x0502, "other"},   {0x05ff, "chipset"},  {0x0600, "hostbridge"}, {0x0604, "bridge"},
    {0x0607, "bridge"},  {0x0609, "bridge"},  {0x06ff, "chipset"},  {0x0780, "chipset"}, {0x07ff, "serial"},
    {0x0805, "storage"}, {0x08ff, "chipset"}, {0x0b40, "accelerator"}, {0x0c03, "usb"},  {0x0c04, "storage"},
    {0x0c05, "chipset"}, {0x0c06, "nic"},     {0x0c07, "chipset"},  {0x0c80, "chipset"}, {0x0dff, "nic"},
    {0x10ff, "crypto"},  {0x11ff, "chipset"}, {0x12ff, "accelerator"},
};


constexpr std::array<std::string_view, 20> baseWords{
    "old",          "mass storage", "network",          "display",      "multimedia",
    "memory",       "bridge",       "simple comms",     "base peripheral", "input device",
    "docking station", "processor", "serial bus",       "wireless controller", "intelligent I/O controller",
    "satellite communication", "encrypt/decrypt", "dasp", "processing accelerators", "non-essential instrumentation",
};

constexpr Kind subWords[] = {
    {0x0000, "non-VGA display device"}, {0x0001, "VGA-compatible display device"},
    {0x0100, "SCSI"}, {0x0101, "ATA"}, {0x0102, "floppy disk"}, {0x0103, "IPI"}, {0x0104, "RAID"}, {0x0105, "ATA (ADMA)"},
    {0x0106, "SATA"}, {0x0107, "SAS"}, {0x0108, "NVM"},
    {0x0200, "ethernet"}, {0x0201, "token ring"}, {0x0202, "fddi"}, {0x0203, "ATM"}, {0x0204, "ISDN"},
    {0x0300, "VGA"}, {0x0301, "XGA"}, {0x0302, "3D"},
    {0x0400, "video"}, {0x0401, "audio"}, {0x0402, "telephony"}, {0x0403, "HDA"},
    {0x0500, "RAM"}, {0x0501, "flash"},
    {0x0600, "HOST-PCI"}, {0x0601, "PCI-ISA"}, {0x0602, "PCI-EISA"}, {0x0603, "PCI-MCA"}, {0x0604, "PCI-PCI"},
    {0x0605, "PCI-PCMCIA"}, {0x0606, "PCI-NuBus"}, {0x0607, "PCI-CardBus"}, {0x0608, "PCI-RACEway"},
    {0x0700, "UART"}, {0x0701, "parallel port"}, {0x0702, "multiport serial"}, {0x0703, "generic modem"},
    {0x0800, "interrupt controller"}, {0x0801, "DMA controller"}, {0x0802, "timer"}, {0x0803, "realtime clock"},
    {0x0804, "PCI hot-plug controller"}, {0x0805, "SD host controller"}, {0x0806, "IOMMU"},
    {0x0807, "Root Complex Event Collector"},
    {0x0900, "keyboard"}, {0x0901, "digitizer"}, {0x0902, "mouse"}, {0x0903, "scanner"}, {0x0904, "gameport"},
    {0x0c00, "FireWire"}, {0x0c01, "AccessBus"}, {0x0c02, "SSA"}, {0x0c03, "USB"}, {0x0c04, "Fibre Channel"},
    {0x0c05, "SMBus"}, {0x0c06, "INFINIBAND"}, {0x0c07, "IPMI"}, {0x0c08, "SERCOS"}, {0x0c09, "CANbus"},
    {0x0d00, "iRDA"}, {0x0d01, "IR"}, {0x0d10, "RF"},
    {0x0e00, "I2O"},
    {0x0f01, "sat TV"}, {0x0f02, "sat audio"}, {0x0f03, "sat voice"}, {0x0f04, "sat data"},
    {0x1000, "network/computer crypto"},
    {0x1100, "DPIO module"}, {0x1101, "performance counters"}, {0x1110, "communication synchronizer"},
    {0x1120, "signal processing management"},
    {0x1200, "processing accelerators"},
};

template<std::size_t size>
std::string_view wordOf(const Kind (&table)[size], std::uint32_t code)
{
    const auto it = std::ranges::find(table, code, &Kind::code);
    return it == std::end(table) ? std::string_view() : it->word;
}

} // namespace

std::string_view deviceKind(std::uint32_t classCode)
{
    const std::uint32_t code = classCode >> 8 & 0xffff;
    if (const std::string_view exact = wordOf(kinds, code); !exact.empty())
        return exact;
    const std::string_view base = wordOf(kinds, code | 0xff);
    return base.empty() ? "other" : base;
}

ClassWords classWords(std::uint32_t classCode)
{
    const std::uint32_t base = classCode >> 16 & 0xff;
    return {base < baseWords.size() ? baseWords[base] : std::string_view(), wordOf(subWords, classCode >> 8 & 0xffff)};
}

} // namespace patchbay
