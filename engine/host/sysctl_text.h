// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/address.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

struct SysctlText
{
    std::map<std::string, std::string> values; ///< by name; a value of several lines keeps its line breaks
    std::vector<Oddity> oddities;              ///< complaints of sysctl itself, lines before the first value
};

/// Reads what sysctl(8) prints for names or with -a ("name: value") or with -e ("name=value"). A line that does not
/// begin with a name continues the value before it. Of a name twice the last counts. Pure; places are "SOURCE:LINE".
SysctlText parseSysctl(std::string_view text, std::string_view source = "sysctl");

/// The device that is attached to each PCI function, from dev.NAME.UNIT.%location: "em0", "ppt1". The one listing
/// in which a function pinned to ppt but detached from it does not appear (pciconf -l goes on naming it).
std::map<Address, std::string> attachedDevices(const std::map<std::string, std::string> &values);

/// The address in a newbus location, "slot=0 function=1 dbsf=pci0:2:0:1 handle=...".
Result<Address> addressOfLocation(std::string_view location);

} // namespace patchbay
