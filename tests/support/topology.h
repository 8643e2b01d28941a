// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/topology.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

/// A topology from pairs of a selector and its bridge's ("" for a root bus), for tests that need a tree and not the way
/// that one is built.
inline patchbay::Topology makeTopology(std::vector<std::pair<std::string, std::string>> places)
{
    using namespace patchbay;
    Topology topology;
    for (const auto &[place, bridge] : places) {
        Node node;
        node.function.address = *Address::parse(place);
        topology.nodes.push_back(std::move(node));
    }
    std::sort(topology.nodes.begin(), topology.nodes.end(),
              [](const Node &a, const Node &b) { return a.function.address < b.function.address; });
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i)
        topology.index[topology.nodes[i].function.address] = i;
    for (const auto &[place, bridge] : places) {
        const std::uint32_t at = topology.index.at(*Address::parse(place));
        if (bridge.empty())
            continue;
        topology.nodes[at].parent = topology.index.at(*Address::parse(bridge));
    }
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        if (topology.nodes[i].parent)
            topology.nodes[*topology.nodes[i].parent].children.push_back(i);
        else
            topology.roots.push_back(i);
    }
    return topology;
}
