// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/device_links.h"
#include "host/host_listings.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Follows addresses, routes and interfaces down to network cards. Uses the listings it was made of.
class NetChains
{
public:
    NetChains(const HostListings &listings, const DeviceLinks &devices)
        : m_listings(listings)
        , m_devices(devices)
    {
    }

    [[nodiscard]] std::vector<Strand> ofInterface(std::string_view name, const Strand &strand = {}) const;

    /// The interface that has the address `here` of this host, and where answers to `peer` leave it.
    [[nodiscard]] std::vector<Strand> ofConnection(std::string_view here, std::string_view peer) const;

    /// Towards another host. A name, which nobody here can look up, or none ("") is followed only where all that leads out of
    /// this host goes the way of the default routes; else the strand is broken there, and may end at all of these ways.
    [[nodiscard]] std::vector<Strand> towards(const Strand &strand, std::string_view host) const;

    /// Every default route, of IPv4 and IPv6. Broken where no table was read.
    [[nodiscard]] std::vector<Strand> ofDefaultRoutes(const Strand &strand) const;

private:
    using Strands = std::vector<Strand>;

    [[nodiscard]] const Interface *find(std::string_view name) const;
    [[nodiscard]] std::string deviceOf(const Interface &interface) const;
    [[nodiscard]] std::vector<std::string> below(const Interface &interface) const;
    Strands ofPair(std::string_view name, const Strand &strand) const;
    Strands ofBridge(const Interface &bridge, const Strand &strand) const;
    Strands ofOther(const Interface &interface, const Strand &strand) const;
    [[nodiscard]] bool staysInside(const Interface &interface) const;
    Strands anyWay(const Strand &strand, std::string_view host) const;
    Strands ofRoutes(const std::vector<Route> &routes, const Strand &strand) const;
    [[nodiscard]] std::vector<Address> anyCard() const { return m_devices.candidates({"nic", "usb"}); }
    [[nodiscard]] std::vector<Address> namelessCards() const;

    const HostListings &m_listings;
    const DeviceLinks &m_devices;
};

} // namespace patchbay
