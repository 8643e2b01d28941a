// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/topology.h"

#include <string_view>

namespace patchbay {

/// Fills the names that the source of a topology did not give: vendorName and deviceName from a names database,
/// className and subclassName in pciconf's words (which need no database). What the source gave stays.
///
/// `database` is the text of a pci.ids or pci_vendors file, all forms of it since 1999: "vvvv  Name" lines, below them
/// "<tab>dddd  Name", below those subsystems. It is read once from front to back and only the names in question are
/// copied, so it may be the system's file as it is. Lines of other forms are passed over; of two names for one id the
/// first counts. Empty: no names.
void fillNames(Topology &topology, std::string_view database);

/// Where systems keep such a file, best first. ($PCICONF_VENDOR_DATABASE, which pciconf(8) asks first, is the reader's
/// business.)
inline constexpr const char *namesPaths[] = {
    "/usr/local/share/pciids/pci.ids", "/usr/share/misc/pci_vendors", "/usr/share/misc/pci.ids",
    "/usr/share/hwdata/pci.ids",       "/usr/share/pci.ids",
};

} // namespace patchbay
