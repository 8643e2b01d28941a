// SPDX-License-Identifier: BSD-2-Clause
#include "plan/device.h"

#include <algorithm>

namespace patchbay {

namespace {

const Quirk *familyOf(const Quirks &quirks, const Function &function)
{
    const auto it = std::ranges::find_if(quirks.entries, [&](const Quirk &quirk) {
        return quirk.kind != Quirk::Kind::NoReset &&
               quirk.matches(function.vendor, function.device, function.classCode);
    });
    return it == quirks.entries.end() ? nullptr : &*it;
}

std::vector<const Function *> slotEndpoints(const Topology &topology, const Address &address)
{
    const Address slot = address.slotAddress();
    auto it = std::ranges::lower_bound(topology.nodes, slot, {}, [](const Node &node) { return node.function.address; });
    std::vector<const Function *> functions;
    for (; it != topology.nodes.end() && it->function.address.slotAddress() == slot; ++it) {
        if (canBeEndpoint(it->function) && !isChipset(it->function))
            functions.push_back(&it->function);
    }
    return functions;
}

} // namespace

std::string shortName(const Address &address)
{
    return address.domain == 0 ? address.toSlashed() : address.toString();
}

std::string shortNames(const std::vector<Address> &addresses)
{
    std::string text;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        if (i > 0)
            text += i + 1 == addresses.size() ? " and " : ", ";
        text += shortName(addresses[i]);
    }
    return text;
}

std::string fewNames(const std::vector<Address> &addresses)
{
    constexpr std::size_t few = 6;
    if (addresses.size() <= few + 1)
        return shortNames(addresses);
    std::string text;
    for (std::size_t i = 0; i < few; ++i)
        text += (i > 0 ? ", " : "") + shortName(addresses[i]);
    return text + " and " + std::to_string(addresses.size() - few) + " others";
}

bool isChipset(const Function &function)
{
    const int subclass = function.subclass();
    switch (function.baseClass()) {
    case 0x05: return subclass == 0x80 && function.vendor == 0x8086 && function.address.bus == 0; // Intel's PMC, P2SB
    case 0x06: return subclass != 0x04 && subclass != 0x07 && subclass != 0x09;
    case 0x08: return subclass <= 0x03 || subclass == 0x06;
    case 0x0c: return subclass == 0x05 || (subclass == 0x80 && function.vendor == 0x8086 && function.address.bus == 0);
    default: return false;
    }
}

bool canBeEndpoint(const Function &function)
{
    if (function.layout())
        return *function.layout() == 0;
    const int subclass = function.subclass();
    return function.baseClass() != 0x06 || (subclass != 0x04 && subclass != 0x07 && subclass != 0x09);
}

Coupling couplingOf(const Situation &situation, const Address &address)
{
    Coupling coupling;
    coupling.members = {address};
    const Node *node = situation.topology.find(address);
    if (!node)
        return coupling;
    auto functions = slotEndpoints(situation.topology, address);

    const Quirk *coupled = nullptr;
    std::size_t free = 0;
    const Quirk *lastFree = nullptr;
    for (const Function *function : functions) {
        const Quirk *quirk = familyOf(situation.quirks, *function);
        if (!quirk)
            continue;
        if (quirk->kind == Quirk::Kind::FreeToSplit)
            ++free, lastFree = quirk;
        else if (!coupled && function->vendor == node->function.vendor)
            coupled = quirk;
    }
    if (coupled)
        std::erase_if(functions, [&](const Function *f) { return f->vendor != node->function.vendor; });
    if (functions.size() < 2 || !std::ranges::contains(functions, &node->function))
        return coupling;

    coupling.members.clear();
    for (const Function *function : functions)
        coupling.members.push_back(function->address);
    const Quirk *quirk = coupled ? coupled : free == functions.size() ? lastFree : nullptr;
    coupling.kind = coupled ? Coupling::Kind::Coupled : quirk ? Coupling::Kind::Free : Coupling::Kind::Unknown;
    if (quirk) {
        coupling.reason = quirk->reason;
        coupling.source = quirk->source;
    }
    return coupling;
}

} // namespace patchbay
