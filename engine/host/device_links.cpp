// SPDX-License-Identifier: BSD-2-Clause
#include "host/device_links.h"

#include "host/text_lines.h"
#include "pci/device_kind.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr unsigned longest = 60;

bool isNumbered(std::string_view name, std::string_view kind)
{
    return name.starts_with(kind) && numberIn<unsigned>(name.substr(kind.size()));
}

} // namespace

Strand Strand::with(std::string_view link) const
{
    Strand next = *this;
    ++next.depth;
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

bool DeviceLinks::goesOn(const Strand &strand) const
{
    static constexpr unsigned most = 20'000; // a pool of 4,000 disks
    return strand.depth <= longest && ++m_steps <= most;
}

std::string DeviceLinks::whyNot(const Strand &strand)
{
    return strand.depth > longest ? "it stands on itself" : "it stands on more than can be followed";
}

/// Why a device without any function above it still may be a PCI device; empty: it is none.
std::string DeviceLinks::missingOf(const Device &device) const
{
    const Device *top = &device, *below = &device;
    while (top->parent) {
        below = top;
        top = &m_devices[*top->parent];
        if (isNumbered(top->name, "pci"))
            return std::format("nothing tells which PCI function {} is", below->name.empty() ? device.name : below->name);
    }
    if (isNumbered(top->name, "nexus") || isNumbered(top->name, "root"))
        return {};
    return std::format("the tree of devices does not tell what {} hangs on", top->name.empty() ? device.name : top->name);
}

std::vector<Strand> DeviceLinks::from(const Strand &strand, std::string_view name) const
{
    std::vector<Strand> ends;
    Strand way = strand;
    const Device *device = find(name);
    if (!device) {
        way = way.with(name);
        for (const Node &node : m_topology.nodes)
            if (node.function.driver == name && (ends.empty() || node.function.isEndpoint())) {
                ends.push_back(way.with(node.function.address.toString()));
                ends.back().function = node.function.address;
            }
        return ends;
    }
    for (const Device *at = device; at; at = at->parent ? &m_devices[*at->parent] : nullptr) {
        const auto address = functionOf(*at);
        // Buses and bridges above the first function say nothing more; a controller behind another one does.
        const Node *node = address ? m_topology.find(*address) : nullptr;
        if (!ends.empty() && (!node || !node->function.isEndpoint()))
            continue;
        if (!at->name.empty())
            way = way.with(at->name);
        if (address && !node)
            return {way.broken(std::format("{} is not among the PCI functions that are listed", address->toString()), anything())};
        if (!node)
            continue;
        ends.push_back(way.with(address->toString()));
        ends.back().function = address;
    }
    if (const std::string missing = ends.empty() ? missingOf(*device) : std::string(); !missing.empty())
        return {strand.with(name).broken(missing, anything())};
    return ends;
}

std::vector<Address> DeviceLinks::anything() const
{
    return candidates({"storage", "nic", "usb", "display", "audio", "serial", "crypto", "accelerator", "other"});
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
