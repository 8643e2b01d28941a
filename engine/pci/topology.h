// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace patchbay {

/// How a function can be brought back to its power-on state, best first. Stock ppt uses only the first two.
enum class ResetMethod : std::uint8_t { Unknown, Flr, D3hot, None };

/// Whether an IOMMU unit translates for the function. Unknown: no ACPI table was read.
enum class Coverage : std::uint8_t { Unknown, Covered, Uncovered };

/// Why two functions are in the same isolation group.
struct GroupJoin
{
    std::uint32_t first = 0, second = 0; ///< indices into Topology::nodes
    std::string reason;                  ///< "behind the same bridge without ACS"
};

/// A function placed in the tree, with what was derived about it.
struct Node
{
    Function function;
    std::optional<std::uint32_t> parent; ///< index of the bridge above; nullopt: on a root bus, or not known
    bool parentKnown = true;             ///< false: it is below some bridge, but the dump does not tell which
    std::vector<std::uint32_t> children; ///< indices, by address
    ResetMethod reset = ResetMethod::Unknown;
    Coverage iommu = Coverage::Unknown;
    std::optional<std::uint32_t> group;  ///< isolation group number; nullopt: cannot be derived
};

/// A machine's PCI tree: inert value, functions sorted by address. Made by buildTopology(), which never fails.
struct Topology
{
    std::vector<Node> nodes;
    std::vector<std::uint32_t> roots;   ///< nodes without a parent, by address
    std::vector<GroupJoin> joins;
    std::unordered_map<Address, std::uint32_t> index;

    [[nodiscard]] const Node *find(const Address &address) const
    {
        const auto it = index.find(address);
        return it == index.end() ? nullptr : &nodes[it->second];
    }
};

} // namespace patchbay
