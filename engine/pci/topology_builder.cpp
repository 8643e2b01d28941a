// SPDX-License-Identifier: BSD-2-Clause
#include "pci/topology_builder.h"

#include "pci/bus_parents.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace patchbay {

namespace {

/// Indices in order of address, of equal addresses only the last. Functions are large: they are moved only once.
std::vector<std::uint32_t> orderByAddress(const std::vector<Function> &functions)
{
    std::vector<std::uint32_t> order(functions.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto address = [&](std::uint32_t i) -> const Address & { return functions[i].address; };
    if (!std::ranges::is_sorted(order, {}, address))
        std::ranges::stable_sort(order, {}, address);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i + 1 == order.size() || address(order[i]) != address(order[i + 1]))
            order[kept++] = order[i];
    }
    order.resize(kept);
    return order;
}

void hang(Topology &topology, std::uint32_t begin, std::uint32_t end)
{
    const auto places = placeBuses(std::span(topology.nodes).subspan(begin, end - begin), begin);
    for (std::uint32_t i = begin; i < end; ++i) {
        Node &node = topology.nodes[i];
        const BusPlace &place = places[node.function.address.bus];
        node.parentKnown = place.known;
        node.parent = place.bridge;
        if (node.parent)
            topology.nodes[*node.parent].children.push_back(i);
        else
            topology.roots.push_back(i);
    }
}

} // namespace

ResetMethod resetMethod(const Function &function)
{
    if (function.express && function.express->flr)
        return ResetMethod::Flr;
    if (!function.capabilitiesKnown || (function.express && !function.express->flrKnown))
        return ResetMethod::Unknown;
    return function.powerManagement && !function.powerNoSoftReset ? ResetMethod::D3hot : ResetMethod::None;
}

Topology buildTopology(std::vector<Function> functions)
{
    Topology topology;
    const std::vector<std::uint32_t> order = orderByAddress(functions);
    topology.nodes.reserve(order.size());
    topology.index.reserve(order.size());
    for (const std::uint32_t i : order) {
        Node &node = topology.nodes.emplace_back();
        node.function = std::move(functions[i]);
        node.reset = resetMethod(node.function);
        topology.index.emplace(node.function.address, std::uint32_t(topology.nodes.size() - 1));
    }
    const auto count = std::uint32_t(topology.nodes.size());
    for (std::uint32_t begin = 0; begin < count;) {
        std::uint32_t end = begin + 1;
        while (end < count && topology.nodes[end].function.address.domain == topology.nodes[begin].function.address.domain)
            ++end;
        hang(topology, begin, end);
        begin = end;
    }
    return topology;
}

} // namespace patchbay
