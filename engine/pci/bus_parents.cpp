// SPDX-License-Identifier: BSD-2-Clause
#include "pci/bus_parents.h"

#include "pci/class_code.h"

#include <algorithm>
#include <vector>

namespace patchbay {

namespace {

/// A domain has 255 buses that can be behind a bridge; with more bridges than that nothing follows from their number.
constexpr std::size_t mostCandidates = 255;

/// What the functions of one bus say about it.
struct BusTraits
{
    bool used = false;
    bool root = false;         ///< something sits here that only a root bus can have
    bool upstreamPort = false; ///< of a switch or an express-to-conventional bridge's upper side
    bool downstreamPort = false;
    bool expressEndpoint = false;
    bool conventional = false; ///< known to have no PCI-Express capability
};

struct Domain
{
    std::span<const Node> nodes;
    std::array<BusTraits, 256> traits{};
    std::vector<std::uint32_t> named;   ///< bridges that tell their buses, in nodes
    std::vector<std::uint32_t> unnamed; ///< bridges that do not
    std::array<BusPlace, 256> places{};
    std::array<bool, 256> contested{};  ///< claimed by several bridges, or by one that cannot have it
    bool complete = false;              ///< there is a host bridge: the listing is hardly an excerpt
};

void addTraits(const Function &function, BusTraits &traits)
{
    using enum Express::Type;
    traits.used = true;
    traits.root |= function.address.bus == 0 || isHostBridge(function);
    if (!function.express) {
        traits.conventional |= function.capabilitiesKnown;
        return;
    }
    switch (function.express->type) {
    case RootPort:
    case RootEndpoint:
    case EventCollector: traits.root = true; break;
    case UpstreamPort: traits.upstreamPort = true; break;
    case DownstreamPort: traits.downstreamPort = true; break;
    case Endpoint:
    case LegacyEndpoint:
    case PcieToPciBridge: traits.expressEndpoint = true; break;
    default: break;
    }
}

/// A range is usable if it lies wholly above the bridge's own bus: parents then always have lower bus numbers.
bool rangeIsSound(const Function &bridge)
{
    return bridge.buses->secondary > bridge.address.bus && bridge.buses->subordinate >= bridge.buses->secondary;
}

Domain survey(std::span<const Node> nodes)
{
    Domain domain{.nodes = nodes};
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const Function &function = nodes[i].function;
        addTraits(function, domain.traits[function.address.bus]);
        domain.complete |= isHostBridge(function);
        if (!hasBusesBehind(function))
            continue;
        if (!function.buses)
            domain.unnamed.push_back(i);
        else if (rangeIsSound(function))
            domain.named.push_back(i);
        else
            domain.contested[function.buses->secondary] = function.buses->secondary != 0;
    }
    return domain;
}

/// The innermost bridge around each bus. Two bridges that claim the same secondary bus, or a bus where ranges cross
/// without one holding the other, leave it contested.
void placeByRanges(Domain &domain)
{
    const auto buses = [&](std::uint32_t bridge) { return *domain.nodes[bridge].function.buses; };
    const auto length = [&](std::uint32_t bridge) { return buses(bridge).secondary - buses(bridge).subordinate; };
    std::ranges::stable_sort(domain.named, {}, length);

    std::array<std::uint32_t, 256> claims{};
    for (const std::uint32_t bridge : domain.named) {
        const auto [primary, secondary, subordinate] = buses(bridge);
        ++claims[secondary];
        for (unsigned bus = secondary; bus <= subordinate; ++bus) {
            const auto outer = domain.places[bus].bridge;
            domain.contested[bus] |= outer && (buses(*outer).secondary > secondary || buses(*outer).subordinate < subordinate);
            domain.places[bus] = {true, bridge};
        }
    }
    for (const std::uint32_t bridge : domain.named) {
        const auto secondary = buses(bridge).secondary;
        domain.places[secondary] = {true, bridge};
        domain.contested[secondary] = claims[secondary] > 1;
    }
    for (std::size_t bus = 0; bus < domain.places.size(); ++bus) {
        if (domain.contested[bus])
            domain.places[bus] = {};
    }
}

void placeRoots(Domain &domain)
{
    const bool allNamed = domain.unnamed.empty() && !domain.named.empty();
    for (std::size_t bus = 0; bus < domain.places.size(); ++bus) {
        if (!domain.places[bus].known && !domain.contested[bus] && (domain.traits[bus].root || allNamed))
            domain.places[bus] = {true, std::nullopt};
    }
}

/// Whether a bus with these functions on it can be behind this bridge.
bool canBeBehind(const Function &bridge, const BusTraits &bus)
{
    using enum Express::Type;
    if (!bridge.express)
        return !bridge.capabilitiesKnown || !(bus.upstreamPort || bus.downstreamPort || bus.expressEndpoint);
    switch (bridge.express->type) {
    case RootPort:
    case DownstreamPort: return !bus.downstreamPort;
    case UpstreamPort: return !(bus.upstreamPort || bus.expressEndpoint || bus.conventional);
    case PcieToPciBridge: return !(bus.upstreamPort || bus.downstreamPort || bus.expressEndpoint);
    case PciToPcieBridge: return !bus.downstreamPort;
    case Endpoint:
    case LegacyEndpoint:
    case RootEndpoint:
    case EventCollector: return false;
    case Unknown: return true;
    }
    return true;
}

/// Takes the buses whose bridge follows by elimination; a bridge has one bus, so each find can make another.
void placeByElimination(Domain &domain)
{
    if (!domain.complete || domain.unnamed.size() > mostCandidates)
        return;
    std::vector<std::uint32_t> free = domain.unnamed;
    for (bool again = true; again;) {
        again = false;
        for (unsigned bus = 1; bus < 256; ++bus) {
            if (!domain.traits[bus].used || domain.places[bus].known || domain.contested[bus])
                continue;
            const auto fits = [&](std::uint32_t bridge) {
                const Function &function = domain.nodes[bridge].function;
                return function.address.bus < bus && canBeBehind(function, domain.traits[bus]);
            };
            const auto only = std::ranges::find_if(free, fits);
            if (only == free.end() || std::find_if(only + 1, free.end(), fits) != free.end())
                continue;
            domain.places[bus] = {true, *only};
            free.erase(only);
            again = true;
        }
    }
}

} // namespace

std::array<BusPlace, 256> placeBuses(std::span<const Node> nodes, std::uint32_t first)
{
    Domain domain = survey(nodes);
    placeByRanges(domain);
    placeRoots(domain);
    placeByElimination(domain);
    for (BusPlace &place : domain.places) {
        if (place.bridge)
            *place.bridge += first;
    }
    return domain.places;
}

} // namespace patchbay
