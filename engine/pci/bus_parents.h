// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"
#include "pci/topology.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace patchbay {

/// Where one bus of a domain hangs.
struct BusPlace
{
    bool known = false;                  ///< false: the source does not tell
    std::optional<std::uint32_t> bridge; ///< index of the node above; nullopt and known: a root bus
};

/// Finds out for each of the 256 buses of one domain which bridge it is behind. `nodes` are the domain's functions by
/// address; `first` is the index of nodes[0] in the topology. See buildTopology() for the rules.
std::array<BusPlace, 256> placeBuses(std::span<const Node> nodes, std::uint32_t first);

} // namespace patchbay
