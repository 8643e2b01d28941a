// SPDX-License-Identifier: BSD-2-Clause
#include "plan/identity.h"

#include "plan/host_state.h"
#include "plan/renumbering.h"

#include <algorithm>
#include <format>
#include <set>

namespace patchbay {

namespace {

using Bus = std::pair<std::uint32_t, std::uint8_t>;

Bus busOf(const Address &address)
{
    return {address.domain, address.bus};
}

/// Which root bus of the host it is, counted from 0.
std::size_t rootNumber(const Topology &topology, const Address &address)
{
    std::set<Bus> before;
    for (const std::uint32_t root : topology.roots) {
        const Node &node = topology.nodes[root];
        if (node.parentKnown && busOf(node.function.address) < busOf(address))
            before.insert(busOf(node.function.address));
    }
    return before.size();
}

/// Of the nearest port above whose slot has a number.
std::string labelOf(const Topology &topology, const Node &node)
{
    std::optional<std::uint32_t> above = node.parent;
    for (std::size_t depth = 0; above && depth < topology.nodes.size(); ++depth) {
        const Node &bridge = topology.nodes[*above];
        const auto &express = bridge.function.express;
        if (express && express->slotImplemented && express->physicalSlot != 0)
            return std::format("slot-{}", express->physicalSlot);
        above = bridge.parent;
    }
    return {};
}

/// Cards without a number of their own say so with all zeros or all ones.
std::optional<std::uint64_t> serialOf(const Function &function)
{
    const bool blank = !function.serial || *function.serial == 0 || *function.serial == ~std::uint64_t(0);
    return blank ? std::nullopt : function.serial;
}

int alikeOf(const Topology &topology, const Function &function)
{
    return int(std::ranges::count_if(topology.nodes, [&](const Node &other) {
        const Function &now = other.function;
        return now.address != function.address && now.address.function == function.address.function &&
            now.vendor == function.vendor && now.device == function.device && now.subvendor == function.subvendor &&
            now.subdevice == function.subdevice && now.classCode == function.classCode;
    }));
}

} // namespace

std::string placeOf(const Topology &topology, const Address &address)
{
    const Node *node = topology.find(address);
    std::string chain;
    for (std::size_t depth = 0; node && depth < topology.nodes.size(); ++depth) {
        const Address &at = node->function.address;
        chain.insert(0, std::format("/{}.{}", at.slot, at.function));
        if (!node->parentKnown)
            return {};
        if (!node->parent)
            return std::to_string(rootNumber(topology, at)) + chain;
        node = &topology.nodes[*node->parent];
    }
    return {};
}

Identity appearanceOf(const Topology &topology, const Node &node)
{
    const Function &function = node.function;
    return {.vendor = function.vendor,
            .device = function.device,
            .subvendor = function.subvendor,
            .subdevice = function.subdevice,
            .revision = function.revision,
            .classCode = function.classCode,
            .serial = serialOf(function),
            .alike = std::nullopt,
            .path = placeOf(topology, function.address),
            .label = labelOf(topology, node),
            .mark = function.mark};
}

Identity identityOf(const Topology &topology, const Address &address)
{
    const Node *node = topology.find(address);
    if (!node)
        return {};
    Identity identity = appearanceOf(topology, *node);
    identity.alike = alikeOf(topology, node->function);
    return identity;
}

Plan withIdentities(const Situation &situation, Plan plan)
{
    const auto known = rememberedClaims(situation, plan);
    const auto identity = [&](const Address &address) {
        const auto found = std::ranges::find(known, address, &Remembered::host);
        return found != known.end() ? found->expect : identityOf(situation.topology, address);
    };
    std::set<Address> placed;
    for (Guest &guest : plan.guests) {
        for (Position &position : guest.positions) {
            placed.insert(position.host);
            if (position.expect.empty())
                position.expect = identity(position.host);
        }
    }
    plan.remembered.clear();
    for (const Address &address : plannedClaims(situation, plan)) {
        Remembered each{address, identity(address)};
        if (!placed.contains(address) && !each.expect.empty())
            plan.remembered.push_back(std::move(each));
    }
    return plan;
}

} // namespace patchbay
