// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/device_links.h"
#include "host/host_listings.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Follows file systems, pools, swap and geom down to disks and their controllers. What needs no device gives no strand;
/// what cannot be followed gives a broken one. Uses the listings it was made of.
class DiskChains
{
public:
    /// The strands down the network to another host, by name or address.
    using Network = std::function<std::vector<Strand>(const Strand &, std::string_view host)>;

    DiskChains(const HostListings &listings, const DeviceLinks &devices, Network network)
        : m_listings(listings)
        , m_devices(devices)
        , m_network(std::move(network))
    {
    }

    [[nodiscard]] std::vector<Strand> ofMount(const MountLine &mount, const Strand &strand = {}) const;
    [[nodiscard]] std::vector<Strand> ofPool(std::string_view pool, const Strand &strand = {}) const;
    /// Something in /dev ("/dev/gpt/swap0"), or a line that swapinfo has in its place ("[NFS swap]").
    [[nodiscard]] std::vector<Strand> ofSwap(std::string_view device, const Strand &strand = {}) const;
    /// By a provider's name: "gpt/zfs0", "ada0p2".
    [[nodiscard]] std::vector<Strand> ofProvider(std::string_view name, const Strand &strand = {}) const;

private:
    using Strands = std::vector<Strand>;

    Strands ofPath(std::string_view path, const Strand &strand) const;
    Strands ofLeaf(const PoolLeaf &leaf, const Strand &strand) const;
    Strands ofGeom(const GeomProvider &provider, const Strand &strand) const;
    Strands ofMemoryDisk(const GeomProvider &provider, const Strand &strand) const;
    Strands ofDisk(std::string_view disk, const Strand &strand) const;
    Strands ofController(std::string_view controller, std::string_view disk, const Strand &strand) const;
    Strands unlisted(std::string_view name, const Strand &strand) const;
    [[nodiscard]] Strands circle(const Strand &strand) const;
    [[nodiscard]] std::vector<Address> anyDisk() const { return m_devices.candidates({"storage", "usb", "other"}); }

    /// A disk of this host, or another host.
    [[nodiscard]] std::vector<Address> anywhere() const { return m_devices.candidates({"storage", "usb", "nic", "other"}); }

    const HostListings &m_listings;
    const DeviceLinks &m_devices;
    Network m_network;
};

} // namespace patchbay
