// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/topology.h"

#include <vector>

namespace patchbay {

/// Builds the tree of a machine's functions: sorted by address, each below its bridge. Never fails and never guesses:
///
/// - A bus belongs to the bridge that names it (bus range of `pciconf -B`, config space 0x19 and 0x1a). A bus that no
///   bridge names although every bridge of the domain tells its range is a root bus.
/// - Without ranges, bus 0, a bus with root ports, root complex endpoints or a host bridge is a root bus; any other bus
///   is below a bridge on a lower bus, and is put there only if the listing is whole (it has a host bridge) and just one
///   bridge can be it by what its PCI-Express type allows. Else parentKnown is false.
/// - Contradictory ranges (two bridges naming one bus, a range that does not rise above the bridge's own bus) tell
///   nothing, so no loop can come of them.
///
/// Where an address occurs twice the later description is taken. Isolation groups and IOMMU coverage are left unknown.
/// Time: n log n.
Topology buildTopology(std::vector<Function> functions);

/// How stock ppt could reset the function: FLR in the PCI-Express capability, else D3hot if the power management
/// capability does not say that it keeps its state, else nothing (an FLR in Advanced Features is not used by ppt).
/// Unknown where the source does not list capabilities.
ResetMethod resetMethod(const Function &function);

} // namespace patchbay
