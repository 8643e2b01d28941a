// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/topology.h"

#include <vector>

namespace patchbay {

/// Bridges whose bus numbers cannot all be true: a range that does not lie above the bridge's own bus, that crosses
/// another's, that begins at the same bus, or that lies inside another's whose bridge is not above. buildTopology() leaves
/// parents unknown where it matters; this says why. The first 100; `where` is the bridge. Bridges nobody has configured
/// (0-0) are in order.
std::vector<Oddity> checkBuses(const Topology &topology);

} // namespace patchbay
