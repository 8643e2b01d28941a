// SPDX-License-Identifier: BSD-2-Clause
#include "host/topology_check.h"

#include "pci/class_code.h"

#include <algorithm>
#include <format>
#include <tuple>

namespace patchbay {

namespace {

constexpr std::size_t mostOddities = 100;

std::string rangeOf(const Function &bridge)
{
    return std::format("buses {}-{}", bridge.buses->secondary, bridge.buses->subordinate);
}

class BusCheck
{
public:
    std::vector<Oddity> take(const Topology &topology)
    {
        for (const Node &node : topology.nodes)
            if (hasBusesBehind(node.function) && node.function.buses)
                checkAlone(node.function);
        std::ranges::sort(m_sound, {}, [](const Function *bridge) {
            return std::tuple(bridge->address.domain, bridge->buses->secondary, -int(bridge->buses->subordinate), bridge->address);
        });
        for (const Function *bridge : m_sound)
            checkBeside(*bridge);
        return std::move(m_oddities);
    }

private:
    void checkAlone(const Function &bridge)
    {
        const auto [primary, secondary, subordinate] = *bridge.buses;
        if (secondary == 0 && subordinate == 0)
            return;
        if (primary && *primary != bridge.address.bus)
            odd(bridge, std::format("The bridge is on bus {} but says that it is on bus {}.", bridge.address.bus, *primary));
        if (secondary > bridge.address.bus && subordinate >= secondary)
            m_sound.push_back(&bridge);
        else
            odd(bridge, std::format("The bridge is on bus {} and says that {} are behind it, which cannot be.",
                                    bridge.address.bus, rangeOf(bridge)));
    }

    /// Ranges come by their first bus; those that are still open lie one inside the other.
    void checkBeside(const Function &bridge)
    {
        const auto [primary, secondary, subordinate] = *bridge.buses;
        while (!m_open.empty() && (m_open.back()->address.domain != bridge.address.domain ||
                                   m_open.back()->buses->subordinate < secondary))
            m_open.pop_back();
        if (m_open.empty()) {
            m_open.push_back(&bridge);
            return;
        }
        const Function &outer = *m_open.back();
        const std::string both = std::format("{}, {} has {}", rangeOf(bridge), outer.address.toString(), rangeOf(outer));
        if (subordinate > outer.buses->subordinate)
            odd(bridge, std::format("Two bridges' ranges cross: this one has {}.", both));
        else if (secondary == outer.buses->secondary)
            odd(bridge, std::format("Two bridges have the same bus behind them: this one has {}.", both));
        else if (bridge.address.bus < outer.buses->secondary)
            odd(bridge, std::format("The bridge is not behind the one whose range holds its own: this one has {}.", both));
        else
            m_open.push_back(&bridge);
    }

    void odd(const Function &bridge, std::string text)
    {
        if (m_oddities.size() < mostOddities)
            m_oddities.push_back({bridge.address.toString(), std::move(text)});
    }

    std::vector<const Function *> m_sound;
    std::vector<const Function *> m_open;
    std::vector<Oddity> m_oddities;
};

} // namespace

std::vector<Oddity> checkBuses(const Topology &topology)
{
    return BusCheck().take(topology);
}

} // namespace patchbay
