// SPDX-License-Identifier: BSD-2-Clause
#include "host/footing_reader.h"

#include "host/console_chains.h"
#include "host/disk_chains.h"
#include "host/net_chains.h"
#include "host/text_lines.h"

#include <algorithm>
#include <format>
#include <map>
#include <utility>

namespace patchbay {

namespace {

using Need = Footing::Need;
using Strands = std::vector<Strand>;

bool sameText(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

class Finder
{
public:
    Finder(const HostListings &listings, const Topology &topology)
        : m_listings(listings)
        , m_devices(listings.devices, topology)
        , m_net(listings, m_devices)
        , m_disks(listings, m_devices, [this](const Strand &strand, std::string_view host) { return m_net.towards(strand, host); })
    {
    }

    Footings find()
    {
        findMounts();
        findFstab();
        findPools();
        findBootPartition();
        findSwap();
        findConnection();
        findDefaultRoutes();
        const ConsoleChains consoles(m_listings, m_devices);
        take(Need::Console, "the console", consoles.ofConsole());
        take(Need::Keyboard, "the keyboard", consoles.ofKeyboards());
        if (m_listings.devices.empty())
            m_found.unread.push_back(Need::Keyboard);
        return std::move(m_found);
    }

private:
    void findMounts();
    void findFstab();
    void findPools();
    void findBootPartition();
    void findSwap();
    void findConnection();
    void findDefaultRoutes();
    void take(Need need, const std::string &what, const Strands &strands);

    using Way = std::pair<std::vector<std::string>, std::optional<Address>>;

    const HostListings &m_listings;
    DeviceLinks m_devices;
    NetChains m_net;
    DiskChains m_disks;
    Footings m_found;
    std::map<std::pair<Need, Way>, std::size_t> m_known; ///< index into m_found.all
};

/// What several need by the same chain is said once, with all of them; the root says it best.
void Finder::take(Need need, const std::string &what, const Strands &strands)
{
    for (const Strand &strand : strands) {
        const Way way{strand.links, strand.function};
        auto same = m_known.find({need, way});
        if (same == m_known.end() && need == Need::Mounted)
            same = m_known.find({Need::Root, way});
        if (same == m_known.end()) {
            m_known.emplace(std::pair(need, way), m_found.all.size());
            m_found.all.push_back({need, what, strand.links, strand.function, strand.missing, strand.possible});
            continue;
        }
        Footing &known = m_found.all[same->second];
        if (known.need == need && !sameText(known.what, what) && !known.what.contains(" others"))
            known.what += known.what.contains(" and ") ? " and others" : " and " + what;
    }
}

void Finder::findMounts()
{
    if (!m_listings.mounts) {
        m_found.unread.insert(m_found.unread.end(), {Need::Root, Need::Mounted});
        return;
    }
    const MountLine *root = holderOf(*m_listings.mounts, "/");
    if (root)
        take(Need::Root, "/", m_disks.ofMount(*root));
    else
        m_found.unread.push_back(Need::Root);
    std::map<std::string_view, Strands> pools; // of thousands of data sets
    for (const MountLine &mount : *m_listings.mounts) {
        if (&mount == root)
            continue;
        const bool zfs = mount.type == "zfs";
        const std::string_view pool = std::string_view(mount.device).substr(0, mount.device.find_first_of("/@"));
        const auto known = zfs ? pools.find(pool) : pools.end();
        const Strands strands = known != pools.end() ? known->second : m_disks.ofMount(mount);
        take(Need::Mounted, mount.place, strands);
        if (zfs)
            pools.emplace(pool, strands);
    }
}

/// A boot that cannot mount one of these stops in single-user mode, where nobody can reach it.
void Finder::findFstab()
{
    for (const MountLine &line : m_listings.fstab) {
        const bool mounted = m_listings.mounts && std::ranges::contains(*m_listings.mounts, line.place, &MountLine::place);
        // What is not there now no function can carry.
        const bool absent = line.device.starts_with("/dev/") && m_listings.mesh && m_listings.mesh->whole &&
            !line.device.starts_with("/dev/zvol/") && !m_listings.mesh->find(line.device.substr(5));
        if (!mounted && !absent && line.type != "swap" && !line.has("noauto") && !line.has("failok"))
            take(Need::Mounted, line.place + " of /etc/fstab", m_disks.ofMount(line));
    }
}

void Finder::findPools()
{
    for (const Pool &pool : m_listings.pools.value_or(std::vector<Pool>()))
        take(Need::Mounted, "the pool " + pool.name, m_disks.ofPool(pool.name));
}

void Finder::findBootPartition()
{
    const auto method = m_listings.sysctl.find("machdep.bootmethod");
    const bool uefi = m_listings.bootPartition || (method != m_listings.sysctl.end() && method->second == "UEFI");
    if (!uefi)
        return;
    if (!m_listings.mesh || !m_listings.mesh->whole)
        m_found.unread.push_back(Need::BootPartition);
    if (!m_listings.mesh)
        return;
    for (const GeomProvider &provider : m_listings.mesh->providers) {
        const auto type = provider.config.find("type"), media = provider.config.find("efimedia");
        if (type == provider.config.end() || type->second != "efi")
            continue;
        const bool known = m_listings.bootPartition && media != provider.config.end();
        if (known && !sameText(media->second, *m_listings.bootPartition))
            continue;
        Strands strands = m_disks.ofProvider(provider.name);
        for (Strand &strand : strands)
            if (!known && strand.function)
                strand = strand.broken("nothing tells which EFI partition this boot came from", {*strand.function});
        take(Need::BootPartition, "the EFI partition", strands);
    }
}

void Finder::findSwap()
{
    if (!m_listings.swaps)
        m_found.unread.push_back(Need::Swap);
    else
        for (const std::string &device : *m_listings.swaps)
            take(Need::Swap, "swap", m_disks.ofSwap(device));
}

void Finder::findConnection()
{
    if (!m_listings.connection)
        return;
    std::vector<std::string> words;
    std::string_view rest = *m_listings.connection;
    for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
        words.emplace_back(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(std::min(words.back().size(), rest.size()));
    }
    if (words.size() < 3 || !m_listings.interfaces)
        m_found.unread.push_back(Need::Connection);
    else
        take(Need::Connection, "this connection", m_net.ofConnection(words[2], words[0]));
}

void Finder::findDefaultRoutes()
{
    if (!m_listings.routes)
        m_found.unread.push_back(Need::DefaultRoute);
    else
        take(Need::DefaultRoute, "the default route", m_net.ofDefaultRoutes({{"default"}, {}, {}, {}}));
}

} // namespace

std::optional<Footings> findFootings(const HostListings &listings, const Topology &topology)
{
    if (!listings.any())
        return std::nullopt;
    return Finder(listings, topology).find();
}

} // namespace patchbay
