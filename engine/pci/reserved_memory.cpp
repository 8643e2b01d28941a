// SPDX-License-Identifier: BSD-2-Clause
#include "pci/coverage.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::size_t rangeLimit = 256;

/// The function at a place directly below a bridge: by the tree, else by the bus number that the bridge gives.
std::optional<std::uint32_t> below(const Topology &topology, const Node &bridge, DeviceScope::Hop hop)
{
    for (const std::uint32_t child : bridge.children) {
        const Address &address = topology.nodes[child].function.address;
        if (address.slot == hop.device && address.function == hop.function)
            return child;
    }
    if (!bridge.function.buses)
        return std::nullopt;
    const auto it = topology.index.find(
        {bridge.function.address.domain, bridge.function.buses->secondary, hop.device, hop.function});
    return it == topology.index.end() ? std::nullopt : std::optional(it->second);
}

std::optional<std::uint32_t> walk(const Topology &topology, std::uint16_t segment, const DeviceScope &scope)
{
    std::optional<std::uint32_t> at;
    for (const DeviceScope::Hop &hop : scope.path) {
        if (at) {
            at = below(topology, topology.nodes[*at], hop);
        } else {
            const auto it = topology.index.find({segment, scope.startBus, hop.device, hop.function});
            at = it == topology.index.end() ? std::nullopt : std::optional(it->second);
        }
        if (!at)
            return std::nullopt;
    }
    return at;
}

void addBelow(const Topology &topology, std::uint32_t bridge, std::vector<std::uint32_t> &nodes)
{
    const std::size_t before = nodes.size();
    nodes.push_back(bridge);
    for (std::size_t i = before; i < nodes.size(); ++i) {
        // The tree comes from outside: no more than all nodes, whatever its links say.
        if (nodes.size() - before > topology.nodes.size())
            return;
        const auto &children = topology.nodes[nodes[i]].children;
        nodes.insert(nodes.end(), children.begin(), children.end());
    }
}

std::vector<std::uint32_t> functionsOf(const Topology &topology, const DmarStructure &structure)
{
    std::vector<std::uint32_t> nodes;
    for (const DeviceScope &scope : structure.scopes) {
        if (scope.type != 1 && scope.type != 2)
            continue;
        const auto found = walk(topology, structure.segment, scope);
        if (found && scope.type == 2)
            addBelow(topology, *found, nodes);
        else if (found)
            nodes.push_back(*found);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

std::vector<std::uint32_t> functionsOf(const Topology &topology, const Ivmd &memory)
{
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t i = 0; i < topology.nodes.size(); ++i) {
        const Address &address = topology.nodes[i].function.address;
        if (address.domain == 0 && address.routingId() >= memory.first && address.routingId() <= memory.last)
            nodes.push_back(i);
    }
    return nodes;
}

} // namespace

std::vector<ReservedMemory> reservedMemory(const Topology &topology, const AcpiTables &tables)
{
    std::vector<ReservedMemory> ranges;
    const auto add = [&](const char *table, std::uint64_t base, std::uint64_t last, std::vector<std::uint32_t> nodes) {
        if (!nodes.empty() && ranges.size() < rangeLimit)
            ranges.push_back({table, base, last, std::move(nodes)});
    };
    if (tables.dmar)
        for (const DmarStructure &structure : tables.dmar->structures)
            if (structure.type == 1)
                add("RMRR", structure.base, structure.limit, functionsOf(topology, structure));
    if (tables.ivrs)
        for (const Ivmd &memory : tables.ivrs->memory)
            if (memory.length > 0 && ranges.size() < rangeLimit)
                add("IVMD", memory.base, memory.base + (memory.length - 1), functionsOf(topology, memory));
    return ranges;
}

} // namespace patchbay
