// SPDX-License-Identifier: BSD-2-Clause
#include "host/lspci_class.h"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay {

namespace {

using ClassName = std::pair<std::string_view, std::uint16_t>;

constexpr std::array<ClassName, 71> classes{{
    {"SCSI storage controller", 0x0100},
    {"IDE interface", 0x0101},
    {"RAID bus controller", 0x0104},
    {"ATA controller", 0x0105},
    {"SATA controller", 0x0106},
    {"Serial Attached SCSI controller", 0x0107},
    {"Non-Volatile memory controller", 0x0108},
    {"Mass storage controller", 0x0180},
    {"Ethernet controller", 0x0200},
    {"Token ring network controller", 0x0201},
    {"FDDI network controller", 0x0202},
    {"ATM network controller", 0x0203},
    {"ISDN controller", 0x0204},
    {"Infiniband controller", 0x0207},
    {"Fabric controller", 0x0208},
    {"Network controller", 0x0280},
    {"VGA compatible controller", 0x0300},
    {"XGA compatible controller", 0x0301},
    {"3D controller", 0x0302},
    {"Display controller", 0x0380},
    {"Multimedia video controller", 0x0400},
    {"Multimedia audio controller", 0x0401},
    {"Audio device", 0x0403},
    {"Multimedia controller", 0x0480},
    {"RAM memory", 0x0500},
    {"FLASH memory", 0x0501},
    {"CXL", 0x0502},
    {"Memory controller", 0x0580},
    {"Host bridge", 0x0600},
    {"ISA bridge", 0x0601},
    {"EISA bridge", 0x0602},
    {"PCI bridge", 0x0604},
    {"PCMCIA bridge", 0x0605},
    {"CardBus bridge", 0x0607},
    {"Semi-transparent PCI-to-PCI bridge", 0x0609},
    {"InfiniBand to PCI host bridge", 0x060a},
    {"Bridge", 0x0680},
    {"Serial controller", 0x0700},
    {"Parallel controller", 0x0701},
    {"Multiport serial controller", 0x0702},
    {"Modem", 0x0703},
    {"Communication controller", 0x0780},
    {"PIC", 0x0800},
    {"DMA controller", 0x0801},
    {"Timer", 0x0802},
    {"RTC", 0x0803},
    {"PCI Hot-plug controller", 0x0804},
    {"SD Host controller", 0x0805},
    {"IOMMU", 0x0806},
    {"Generic system peripheral", 0x0880},
    {"System peripheral", 0x0880},
    {"Processor", 0x0b00},
    {"Co-processor", 0x0b40},
    {"FireWire (IEEE 1394)", 0x0c00},
    {"USB Controller", 0x0c03},
    {"USB controller", 0x0c03},
    {"Fibre Channel", 0x0c04},
    {"SMBus", 0x0c05},
    {"InfiniBand", 0x0c06},
    {"IPMI Interface", 0x0c07},
    {"IPMI SMIC interface", 0x0c07},
    {"IRDA controller", 0x0d00},
    {"Bluetooth", 0x0d11},
    {"Serial bus controller", 0x0c80},
    {"Network and computing encryption device", 0x1000},
    {"Encryption controller", 0x1080},
    {"Performance counters", 0x1101},
    {"Signal processing controller", 0x1180},
    {"Processing accelerators", 0x1200},
    {"Non-Essential Instrumentation", 0x1300},
    {"Unassigned class", 0xff00},
}};

struct KnownCapability
{
    std::string_view name;
    CapabilityName id;
};

/// Longer names first where one begins like another.
constexpr std::array<KnownCapability, 50> capabilities{{
    {"Power Management", {0x01, false}},
    {"AGP", {0x02, false}},
    {"Vital Product Data", {0x03, false}},
    {"Slot ID", {0x04, false}},
    {"MSI-X:", {0x11, false}},
    {"MSI:", {0x05, false}},
    {"Message Signalled Interrupts", {0x05, false}},
    {"CompactPCI hot-swap", {0x06, false}},
    {"PCI-X", {0x07, false}},
    {"HyperTransport", {0x08, false}},
    {"Vendor Specific Information: ID=", {0x0b, true}},
    {"Vendor Specific Information", {0x09, false}},
    {"Debug port", {0x0a, false}},
    {"Subsystem", {0x0d, false}},
    {"AGP3", {0x0e, false}},
    {"Secure device", {0x0f, false}},
    {"Express", {0x10, false}},
    {"SATA HBA", {0x12, false}},
    {"PCI Advanced Features", {0x13, false}},
    {"Enhanced Allocation", {0x14, false}},
    {"Flattening Portal Bridge", {0x15, false}},
    {"Advanced Error Reporting", {0x01, true}},
    {"Virtual Channel", {0x02, true}},
    {"Device Serial Number", {0x03, true}},
    {"Power Budgeting", {0x04, true}},
    {"Root Complex Link", {0x05, true}},
    {"Root Complex Internal Link", {0x06, true}},
    {"Root Complex Event Collector", {0x07, true}},
    {"Multi-Function Virtual Channel", {0x08, true}},
    {"Access Control Services", {0x0d, true}},
    {"Alternative Routing-ID Interpretation", {0x0e, true}},
    {"Address Translation Service", {0x0f, true}},
    {"Single Root I/O Virtualization", {0x10, true}},
    {"Multicast", {0x12, true}},
    {"Page Request Interface", {0x13, true}},
    {"Physical Resizable BAR", {0x15, true}},
    {"Virtual Resizable BAR", {0x24, true}},
    {"Resizable BAR", {0x15, true}},
    {"Dynamic Power Allocation", {0x16, true}},
    {"Transaction Processing Hints", {0x17, true}},
    {"Latency Tolerance Reporting", {0x18, true}},
    {"Secondary PCI Express", {0x19, true}},
    {"Process Address Space ID", {0x1b, true}},
    {"Downstream Port Containment", {0x1d, true}},
    {"L1 PM Substates", {0x1e, true}},
    {"Precision Time Measurement", {0x1f, true}},
    {"Designated Vendor-Specific", {0x23, true}},
    {"Data Link Feature", {0x25, true}},
    {"Physical Layer 16.0 GT/s", {0x26, true}},
    {"Lane Margining at the Receiver", {0x27, true}},
}};

} // namespace

std::optional<std::uint16_t> classOfName(std::string_view name)
{
    const auto found = std::ranges::find(classes, name, &ClassName::first);
    return found == classes.end() ? std::nullopt : std::optional(found->second);
}

std::optional<CapabilityName> capabilityOfName(std::string_view text)
{
    const auto found = std::ranges::find_if(capabilities, [&](const auto &known) { return text.starts_with(known.name); });
    return found == capabilities.end() ? std::nullopt : std::optional(found->id);
}

} // namespace patchbay
