// SPDX-License-Identifier: BSD-2-Clause
#include "host/card_marks.h"

#include "host/device_links.h"
#include "host/disk_chains.h"

#include <algorithm>
#include <map>

namespace patchbay {

namespace {

using Marks = std::map<Address, std::string>;

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Whether a maker gave it to one card: six bytes, neither a group's nor made up, nor blank.
bool isMakers(std::string_view mac)
{
    constexpr std::size_t length = 17;
    if (mac.size() != length || mac == "00:00:00:00:00:00")
        return false;
    for (std::size_t i = 0; i < length; ++i)
        if (i % 3 == 2 ? mac[i] != ':' : hexDigit(mac[i]) < 0)
            return false;
    return (hexDigit(mac[1]) & 3) == 0;
}

bool isPlain(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

void add(Marks &marks, const std::vector<Strand> &strands, std::string mark)
{
    if (strands.size() != 1 || !strands[0].function)
        return;
    // A card of two ports may be one function.
    std::string &known = marks[*strands[0].function];
    if (known.empty() || mark < known)
        known = std::move(mark);
}

void addInterfaces(const HostListings &listings, const DeviceLinks &links, Marks &marks)
{
    for (const Interface &interface : listings.interfaces.value_or(std::vector<Interface>())) {
        std::string device = interface.driver.empty() ? interface.name : interface.driver;
        if (device.starts_with("mce"))
            device = "mlx5_core" + device.substr(3);
        if (isMakers(interface.hardware) && links.knows(device))
            add(marks, links.from({}, device), "MAC " + interface.hardware);
    }
}

void addDisks(const HostListings &listings, const DeviceLinks &links, Marks &marks)
{
    if (!listings.mesh)
        return;
    const DiskChains chains(listings, links, [](const Strand &, std::string_view) { return std::vector<Strand>(); });
    for (const GeomProvider &provider : listings.mesh->providers) {
        const auto ident = provider.config.find("ident");
        // A disk behind any other controller is not the controller.
        const bool own = provider.name.starts_with("nvd") || provider.name.starts_with("nda");
        if (own && listings.mesh->geomOf(provider).kind == "DISK" && ident != provider.config.end() && isPlain(ident->second))
            add(marks, chains.ofProvider(provider.name), "disk " + ident->second);
    }
}

} // namespace

void markCards(const HostListings &listings, Topology &topology)
{
    Marks marks;
    const DeviceLinks links(listings.devices, topology);
    addInterfaces(listings, links, marks);
    addDisks(listings, links, marks);
    for (Node &node : topology.nodes)
        if (const auto mark = marks.find(node.function.address); mark != marks.end() && !node.function.heldByPpt())
            node.function.mark = mark->second;
}

} // namespace patchbay
