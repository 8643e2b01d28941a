// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/device_words.h"

#include "plan/device.h"
#include "rpc/convert.h"

#include <algorithm>
#include <iterator>

namespace patchbay::rpc {

namespace {

struct CapabilityName
{
    int id;
    const char *name;
};

// PCI Code and ID Assignment Specification, sections 2 and 3.
constexpr CapabilityName plainNames[] = {
    {0x01, "Power management"}, {0x02, "AGP"},          {0x03, "VPD"},           {0x04, "Slot id"},
    {0x05, "MSI"},              {0x06, "Hot swap"},     {0x07, "PCI-X"},         {0x08, "HyperTransport"},
    {0x09, "Vendor-specific"},  {0x0a, "Debug port"},   {0x0b, "CompactPCI"},    {0x0c, "Hot plug"},
    {0x0d, "Bridge subvendor"}, {0x0e, "AGP 8x"},       {0x0f, "Secure device"}, {0x10, "PCI-Express"},
    {0x11, "MSI-X"},            {0x12, "SATA"},         {0x13, "Advanced features"},
    {0x14, "Enhanced allocation"},
};
constexpr CapabilityName extendedNames[] = {
    {0x01, "AER"},          {0x02, "Virtual channel"}, {0x03, "Serial number"}, {0x04, "Power budget"},
    {0x05, "RC link"},      {0x09, "Virtual channel"}, {0x0b, "Vendor-specific"}, {0x0d, "ACS"},
    {0x0e, "ARI"},          {0x0f, "ATS"},             {0x10, "SR-IOV"},        {0x11, "MR-IOV"},
    {0x12, "Multicast"},    {0x13, "Page request"},    {0x15, "Resizable BAR"}, {0x16, "DPA"},
    {0x17, "TPH"},          {0x18, "LTR"},             {0x19, "Secondary PCI-Express"}, {0x1b, "PASID"},
    {0x1d, "DPC"},          {0x1e, "L1 PM substates"}, {0x1f, "PTM"},           {0x23, "DVSEC"},
    {0x24, "VF resizable BAR"}, {0x25, "Data link feature"}, {0x26, "Physical layer 16 GT/s"},
    {0x27, "Lane margining"},   {0x2a, "Physical layer 32 GT/s"},
};

std::string kindOfSystemBus(const Function &function)
{
    switch (function.subclass()) {
    case 0x00: return "hostbridge";
    case 0x04:
    case 0x09: return "bridge";
    default: return "chipset";
    }
}

} // namespace

std::string kindOf(const Function &function)
{
    if (function.baseClass() == 0x06)
        return kindOfSystemBus(function);
    if (isChipset(function))
        return "chipset";
    switch (function.baseClass()) {
    case 0x01: return "storage";
    case 0x02:
    case 0x0d: return "nic";
    case 0x03: return "display";
    case 0x04: return function.subclass() == 0x00 ? "display" : "audio";
    case 0x07: return "serial";
    case 0x0b:
    case 0x12: return "accelerator";
    case 0x0c: return function.subclass() == 0x03 ? "usb" : function.subclass() == 0x04 ? "storage" : "other";
    case 0x10: return "crypto";
    default: return "other";
    }
}

std::string nameOf(const Function &function)
{
    if (!function.deviceName.empty())
        return function.deviceName;
    const std::string &vendor = function.vendorName;
    return (vendor.empty() ? hex(function.vendor, 4) : vendor) + ' ' + hex(function.device, 4);
}

std::string nameOf(const Capability &capability)
{
    const auto find = [&](const auto &names) {
        const auto found = std::ranges::find(names, int(capability.id), &CapabilityName::id);
        return found == std::end(names) ? "capability " + hex(capability.id, 2) : std::string(found->name);
    };
    return capability.extended ? find(extendedNames) : find(plainNames);
}

} // namespace patchbay::rpc
