// SPDX-License-Identifier: BSD-2-Clause
#include "host/device_links.h"

#include "host/text_lines.h"
#include "pci/device_kind.h"

#include <algorithm>

namespace patchbay {

Strand Strand::with(std::string_view link) const
{
    Strand next = *this;
    if (next.links.empty() || next.links.back() != link)
        next.links.emplace_back(link);
    return next;
}

Strand Strand::broken(std::string why, std::vector<Address> functions) const
{
    Strand end = *this;
    end.function.reset();
    end.missing = std::move(why);
    end.possible = std::move(functions);
    return end;
}

const Device *DeviceLinks::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_devices, name, &Device::name);
    return name.empty() || found == m_devices.end() ? nullptr : &*found;
}

std::optional<Address> DeviceLinks::functionOf(const Device &device) const
{
    if (device.address || device.name.empty())
        return device.address;
    const auto node = std::ranges::find(m_topology.nodes, device.name, [](const Node &each) { return each.function.driver; });
    return node == m_topology.nodes.end() ? std::nullopt : std::optional(node->function.address);
}

bool DeviceLinks::knows(std::string_view name) const
{
    return find(name) || (!name.empty() && std::ranges::any_of(m_topology.nodes, [&](const Node &node) {
                              return node.function.driver == name;
                          }));
}

std::vector<std::string> DeviceLinks::ofDriver(std::string_view driver) const
{
    std::vector<std::string> names;
    const auto add = [&](const std::string &name) {
        if (name.starts_with(driver) && numberIn<unsigned>(std::string_view(name).substr(driver.size())) &&
            !std::ranges::contains(names, name))
            names.push_back(name);
    };
    for (const Device &device : m_devices)
        add(device.name);
    for (const Node &node : m_topology.nodes)
        add(node.function.driver);
    return names;
}

std::vector<Strand> DeviceLinks::from(const Strand &strand, std::string_view name) const
{
    std::vector<Strand> ends;
    Strand way = strand;
    const auto arrive = [&](const Address &address) {
        const Node *node = m_topology.find(address);
        if (!ends.empty() && (!node || !node->function.isEndpoint()))
            return; // a bridge above: nobody can give it away
        Strand end = way.with(address.toString());
        end.function = address;
        ends.push_back(std::move(end));
    };
    const Device *device = find(name);
    if (!device) {
        way = way.with(name);
        for (const Node &node : m_topology.nodes)
            if (node.function.driver == name)
                arrive(node.function.address);
        return ends;
    }
    for (; device; device = device->parent ? &m_devices[*device->parent] : nullptr) {
        const auto address = functionOf(*device);
        // Buses and bridges above the first function say nothing more; a controller behind another one does.
        const Node *node = address ? m_topology.find(*address) : nullptr;
        if (!ends.empty() && (!node || !node->function.isEndpoint()))
            continue;
        if (!device->name.empty())
            way = way.with(device->name);
        if (address)
            arrive(*address);
    }
    return ends;
}

std::vector<Address> DeviceLinks::candidates(std::initializer_list<std::string_view> kinds, bool driverless) const
{
    std::vector<Address> found;
    for (const Node &node : m_topology.nodes) {
        const Function &function = node.function;
        const bool idle = function.driverKnown && function.driver.empty();
        if (function.isEndpoint() && !function.heldByPpt() && (driverless || !idle) &&
            std::ranges::contains(kinds, deviceKind(function.classCode)))
            found.push_back(function.address);
    }
    return found;
}

} // namespace patchbay
