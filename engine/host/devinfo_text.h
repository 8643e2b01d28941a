// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// One device of FreeBSD's tree of devices.
struct Device
{
    std::string name;                    ///< "em0"; empty: no driver ("unknown")
    std::string pnpinfo;                 ///< "vendor=0x8086 device=0x10d3 ..."; with -v only
    std::string location;                ///< "slot=0 function=0 dbsf=pci0:1:0:0 ..."; with -v only
    std::optional<Address> address;      ///< of a PCI function, from dbsf; releases before 9 print none
    std::optional<std::uint32_t> parent; ///< index
    bool disabled = false, suspended = false;
};

struct DevinfoText
{
    std::vector<Device> devices; ///< parents before children
    std::vector<Oddity> oddities;

    /// Indices of everything below a device, at any depth, ascending: the disks of a controller, the link of a NIC.
    [[nodiscard]] std::vector<std::uint32_t> below(std::uint32_t device) const;
};

/// Reads devinfo(8) with or without -v and -r (resources are passed over). Without -v only attached devices are
/// listed; -v also lists a device that a driver is pinned to but not attached. Pure; places are "SOURCE:LINE".
DevinfoText parseDevinfo(std::string_view text, std::string_view source = "devinfo");

} // namespace patchbay
