// SPDX-License-Identifier: BSD-2-Clause
#include "host/net_chains.h"

#include <algorithm>
#include <array>
#include <format>
#include <iterator>
#include <set>
#include <utility>

namespace patchbay {

namespace {

using Strands = std::vector<Strand>;

/// Strands of several ways, each once.
class Gathered
{
public:
    void add(Strands &&from)
    {
        for (Strand &strand : from)
            if (m_known.emplace(strand.links, strand.function).second)
                all.push_back(std::move(strand));
    }

    Strands all;

private:
    std::set<std::pair<std::vector<std::string>, std::optional<Address>>> m_known;
};

/// A cloned interface is in the group of its kind, also when a person renamed it.
bool isOf(const Interface &interface, std::string_view kind)
{
    const std::string_view name = interface.name;
    const bool named = name.starts_with(kind) && name.size() > kind.size() && name[kind.size()] >= '0' && name[kind.size()] <= '9';
    return interface.inGroup(kind) || (interface.groups.empty() && named);
}

/// Ends in this host itself: a guest's, a jail's.
bool leadsInside(const Interface &interface)
{
    return isOf(interface, "tap") || isOf(interface, "vmnet") || isOf(interface, "epair");
}

bool isTunnel(const Interface &interface)
{
    static constexpr std::array kinds{"gif", "gre", "vxlan", "wg", "tun", "ipsec", "ovpn", "stf", "me"};
    return !interface.tunnel.empty() || interface.pointToPoint || std::ranges::any_of(kinds, [&](std::string_view kind) { return isOf(interface, kind); });
}

/// What ppp(8) and netgraph speak over may be a card without an address, and so without a route.
bool needsNoAddress(const Interface &interface)
{
    static constexpr std::array kinds{"gif", "gre", "vxlan", "wg", "ipsec", "ovpn", "stf", "me"};
    return interface.tunnel.empty() && std::ranges::none_of(kinds, [&](std::string_view kind) { return isOf(interface, kind); });
}

/// The other end of "inet 10.0.0.1 --> 10.0.0.2", "vni 1 local 10.0.0.1:4789 remote 10.0.0.2:4789"; empty: not said.
std::string_view farEnd(std::string_view tunnel)
{
    for (const std::string_view mark : {"--> ", "remote ", "group "}) {
        const std::size_t at = tunnel.find(mark);
        if (at == std::string_view::npos)
            continue;
        const std::string_view rest = tunnel.substr(at + mark.size());
        const std::string_view word = rest.substr(0, rest.find(' '));
        return std::ranges::count(word, ':') == 1 ? word.substr(0, word.find(':')) : word;
    }
    return {};
}

} // namespace

const Interface *NetChains::find(std::string_view name) const
{
    if (!m_listings.interfaces)
        return nullptr;
    const auto &all = *m_listings.interfaces;
    if (const auto found = std::ranges::find(all, name, &Interface::name); found != all.end())
        return &*found;
    // netstat cuts a long name.
    const auto longer = [&](const Interface &each) { return name.size() > 4 && each.name.starts_with(name); };
    return std::ranges::count_if(all, longer) == 1 ? &*std::ranges::find_if(all, longer) : nullptr;
}

std::string NetChains::deviceOf(const Interface &interface) const
{
    const std::string &name = interface.driver.empty() ? interface.name : interface.driver;
    if (m_devices.knows(name))
        return name;
    if (name.starts_with("mce") && m_devices.knows("mlx5_core" + name.substr(3)))
        return "mlx5_core" + name.substr(3);
    const std::size_t unit = name.find_first_of("0123456789");
    if (unit == std::string::npos || !name.starts_with("ue"))
        return {};
    const auto parent = m_listings.sysctl.find(std::format("net.ue.{}.%parent", name.substr(unit)));
    return parent != m_listings.sysctl.end() && m_devices.knows(parent->second) ? parent->second : std::string();
}

std::vector<std::string> NetChains::below(const Interface &interface) const
{
    if (!interface.below.empty() || !isOf(interface, "wlan"))
        return interface.below;
    const std::size_t unit = interface.name.find_first_of("0123456789");
    const auto parent = m_listings.sysctl.find(
        std::format("net.wlan.{}.%parent", unit == std::string::npos ? "0" : interface.name.substr(unit)));
    return parent == m_listings.sysctl.end() ? std::vector<std::string>() : std::vector{parent->second};
}

/// Network cards with a driver whose name no interface has: one of them is what a person renamed.
std::vector<Address> NetChains::namelessCards() const
{
    std::vector<Address> cards = anyCard();
    std::erase_if(cards, [&](const Address &address) {
        const Node *node = m_devices.topology().find(address);
        return node && m_listings.interfaces &&
            std::ranges::contains(*m_listings.interfaces, node->function.driver, &Interface::name);
    });
    return cards.empty() ? anyCard() : cards;
}

Strands NetChains::ofInterface(std::string_view name, const Strand &strand) const
{
    const Strand here = strand.with(name);
    if (!m_devices.goesOn(here))
        return {here.broken(DeviceLinks::whyNot(here), anyCard())};
    if (strand.links != here.links && std::ranges::contains(strand.links, name))
        return {here.broken("it stands on itself", anyCard())};
    if (m_devices.knows(name) && !find(name)) // the card below a wlan is no interface
        return m_devices.from(here, name);
    const Interface *interface = find(name);
    if (!interface)
        return {here.broken(std::format("ifconfig lists no interface {}", name), anyCard())};
    if (const std::string device = deviceOf(*interface); !device.empty())
        return m_devices.from(here, device);
    if (isOf(*interface, "bridge"))
        return ofBridge(*interface, here);
    Gathered strands;
    for (const std::string &each : below(*interface))
        strands.add(ofInterface(each, here));
    return strands.all.empty() ? ofOther(*interface, here) : std::move(strands.all);
}

Strands NetChains::ofBridge(const Interface &bridge, const Strand &strand) const
{
    std::vector<std::string> outward, inward;
    for (const std::string &member : bridge.below) {
        const Interface *interface = find(member);
        (interface && leadsInside(*interface) ? inward : outward).push_back(member);
    }
    Gathered strands;
    // Guests and jails on the same bridge carry nothing of the host while a card is there.
    for (const std::string &member : outward.empty() ? inward : outward)
        if (!std::ranges::contains(strand.links, member)) // the pair that led here
            strands.add(ofInterface(member, strand));
    if (strands.all.empty())
        return {strand.broken(std::format("{} leads to no network card", bridge.name), anyCard())};
    return std::move(strands.all);
}

Strands NetChains::ofPair(std::string_view name, const Strand &strand) const
{
    std::string peer(name);
    peer.back() = peer.back() == 'a' ? 'b' : 'a';
    Gathered strands;
    if (find(peer) && m_listings.interfaces)
        for (const Interface &bridge : *m_listings.interfaces)
            if (std::ranges::contains(bridge.below, peer) && !std::ranges::contains(strand.links, bridge.name))
                strands.add(ofInterface(bridge.name, strand.with(peer)));
    if (strands.all.empty())
        return {strand.broken(std::format("the other end of {} leads to no bridge of this host", name), anyCard())};
    return std::move(strands.all);
}

Strands NetChains::ofOther(const Interface &interface, const Strand &strand) const
{
    if (isOf(interface, "epair"))
        return ofPair(interface.name, strand);
    if (interface.loopback)
        return {strand.broken(std::format("{} ends in this host; nothing tells what brings it there", interface.name), anyCard())};
    if (isOf(interface, "tap") || isOf(interface, "vmnet"))
        return {strand.broken(std::format("the other end of {} is a program", interface.name), anyCard())};
    if (isOf(interface, "lagg") || isOf(interface, "vlan"))
        return {strand.broken(std::format("nothing tells what {} stands on", interface.name), anyCard())};
    if (!isTunnel(interface))
        return {strand.broken(std::format("nothing tells which device {} is", interface.name), namelessCards())};
    Strands ways = towards(strand, farEnd(interface.tunnel));
    if (needsNoAddress(interface) && ofDefaultRoutes(strand).empty())
        for (Strand &way : ways)
            if (!way.function)
                way.possible = anyCard();
    return ways;
}

Strands NetChains::ofRoutes(const std::vector<Route> &routes, const Strand &strand) const
{
    Gathered strands;
    std::vector<std::string_view> done; // a router has a hundred thousand routes and four cards
    for (const Route &route : routes) {
        if (std::ranges::contains(done, route.interface))
            continue;
        done.push_back(route.interface);
        if (!std::ranges::contains(strand.links, route.interface)) // a tunnel is no way to its own end
            strands.add(ofInterface(route.interface, strand));
    }
    return std::move(strands.all);
}

Strands NetChains::ofDefaultRoutes(const Strand &strand) const
{
    if (!m_listings.routes)
        return {strand.broken("the routing table was not read", anyCard())};
    std::vector<Route> routes;
    for (const Route &route : *m_listings.routes)
        if (route.destination == "default" || route.destination == "0.0.0.0/0" || route.destination == "::/0")
            routes.push_back(route);
    return ofRoutes(routes, strand);
}

/// Whether it leads to guests and jails of this host only.
bool NetChains::staysInside(const Interface &interface) const
{
    if (!isOf(interface, "bridge"))
        return interface.loopback || leadsInside(interface);
    return std::ranges::all_of(interface.below, [&](const std::string &member) {
        const Interface *each = find(member);
        return each && leadsInside(*each);
    });
}

Strands NetChains::anyWay(const Strand &strand, std::string_view host) const
{
    std::vector<Address> all, usual;
    const auto collect = [](const Strands &strands, std::vector<Address> &into) {
        for (const Strand &end : strands) {
            into.insert(into.end(), end.possible.begin(), end.possible.end());
            if (end.function)
                into.push_back(*end.function);
        }
        std::ranges::sort(into);
        into.erase(std::ranges::unique(into).begin(), into.end());
    };
    Strands defaults = ofDefaultRoutes(strand);
    collect(defaults, usual);
    all = usual;
    std::vector<Route> routes = *m_listings.routes;
    std::erase_if(routes, [&](const Route &route) {
        const Interface *interface = find(route.interface);
        return interface && staysInside(*interface);
    });
    collect(ofRoutes(routes, strand), all);
    if (!defaults.empty() && all == usual)
        return defaults;
    const std::string why = host.empty() ? "nothing tells where its other end is"
                                         : std::format("nothing here tells the address of {}", host);
    return {strand.broken(why, all.empty() ? anyCard() : all)};
}

Strands NetChains::towards(const Strand &strand, std::string_view host) const
{
    if (!m_listings.routes)
        return ofDefaultRoutes(strand);
    if (const std::size_t percent = host.find('%'); percent != std::string_view::npos && find(host.substr(percent + 1)))
        return ofInterface(host.substr(percent + 1), strand);
    if (!isAddress(host))
        return anyWay(strand, host);
    const std::vector<Route> routes = routesTo(*m_listings.routes, host);
    const Strands strands = routes.empty() ? ofDefaultRoutes(strand) : ofRoutes(routes, strand);
    if (strands.empty())
        return {strand.broken("no route leads there", anyCard())};
    return strands;
}

Strands NetChains::ofConnection(std::string_view here, std::string_view peer) const
{
    const std::string address = plainAddress(here);
    const Strand strand{{address}, {}, {}, {}};
    Gathered strands;
    if (m_listings.interfaces)
        for (const Interface &interface : *m_listings.interfaces)
            if (std::ranges::contains(interface.addresses, address))
                strands.add(ofInterface(interface.name, strand));
    if (const std::size_t percent = address.find('%'); strands.all.empty() && percent != std::string::npos)
        strands.add(ofInterface(address.substr(percent + 1), strand));
    if (strands.all.empty())
        strands.all.push_back(strand.broken(std::format("no interface of this host has the address {}", address), anyCard()));
    // Answers may leave by another card than questions come in.
    if (!m_listings.routes)
        return std::move(strands.all);
    Gathered answers;
    for (const Route &route : routesTo(*m_listings.routes, peer))
        if (const Interface *interface = find(route.interface); interface && !interface->loopback)
            answers.add(ofInterface(route.interface, Strand{{std::string(peer)}, {}, {}, {}}));
    std::set<std::optional<Address>> reached;
    for (const Strand &each : strands.all)
        reached.insert(each.function);
    std::erase_if(answers.all, [&](const Strand &answer) { return reached.contains(answer.function); });
    strands.add(std::move(answers.all));
    return std::move(strands.all);
}

} // namespace patchbay
