// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A line of the routing table.
struct Route
{
    std::string destination; ///< "default", "10.0.2.0/24", "2001:db8::/64"
    std::string gateway;     ///< "10.0.2.2", "link#1", "fe80::1%em0"
    std::string interface;   ///< "em0"
    bool six = false;        ///< of IPv6

    bool operator==(const Route &) const = default;
};

/// Reads `netstat -rn` with or without -W, and what `route -n get default` prints (each block a Route with "default" or its
/// address and mask). Tables are recognised by their heading "Destination Gateway Flags ... Netif", so that they may stand
/// among other text. Routes that lead nowhere (flags R and B) are left out, and so are lines that are no route. nullopt: there
/// is neither. Pure.
std::optional<std::vector<Route>> parseRoutes(std::string_view text);

/// Whether it is an address of IPv4 or IPv6, with a scope or without. Pure.
bool isAddress(std::string_view text);

/// The routes of a table that an address would take: those with the longest prefix that fits, several where there are. An
/// address with a scope ("fe80::1%em0") needs none. Empty: none fits, or it is no address. Pure.
std::vector<Route> routesTo(const std::vector<Route> &routes, std::string_view address);

} // namespace patchbay
