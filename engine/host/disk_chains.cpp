// SPDX-License-Identifier: BSD-2-Clause
#include "host/disk_chains.h"

#include <algorithm>
#include <array>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

using Strands = std::vector<Strand>;

void add(Strands &into, Strands &&from)
{
    std::ranges::move(from, std::back_inserter(into));
}

/// What is made by the kernel or shows what is mounted elsewhere.
bool needsNoDevice(std::string_view type)
{
    static constexpr std::array types{"devfs",      "fdescfs",  "linprocfs", "linsysfs", "mqueuefs", "nullfs",
                                      "procfs",     "tmpfs",    "unionfs",   "autofs",   "pseudofs"};
    return std::ranges::contains(types, type);
}

/// The kernel's own on a disk. A root given as "ufs:ada0p2" is listed as "ada0p2", without /dev/.
bool isOnProvider(std::string_view type)
{
    static constexpr std::array types{"ufs", "cd9660", "msdosfs", "ext2fs", "udf", "nandfs"};
    return std::ranges::contains(types, type);
}

/// Of those that a program serves, the ones that read a disk.
bool isOnDisk(std::string_view type)
{
    static constexpr std::array kinds{"ntfs", "exfat", "ext"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) { return type.contains(kind); });
}

/// The other host in "server:/export", "[2001:db8::1]:/export" and "//user@server/share"; empty: none.
std::string_view serverOf(std::string_view device)
{
    if (device.starts_with("//")) {
        device = device.substr(2, device.substr(2).find('/'));
        const std::size_t at = device.find('@');
        return at == std::string_view::npos ? device : device.substr(at + 1);
    }
    const std::size_t end = device.find(":/");
    if (end == std::string_view::npos)
        return {};
    const std::string_view server = device.substr(0, end);
    return server.starts_with('[') && server.ends_with(']') ? server.substr(1, server.size() - 2) : server;
}

/// "ada0" of "ada0p2", "ada0s1a", "ada0p3.eli"; the name itself where it is no partition's.
std::string_view diskOfPartition(std::string_view name)
{
    const std::size_t digit = name.find_first_of("0123456789");
    const std::size_t end = digit == std::string_view::npos ? digit : name.find_first_not_of("0123456789", digit);
    return end == std::string_view::npos ? name : name.substr(0, end);
}

std::string_view withoutDev(std::string_view path)
{
    return path.starts_with("/dev/") ? path.substr(5) : path;
}

/// "tank" of "zvol/tank/vm/disk0".
std::string_view poolOfVolume(std::string_view name)
{
    name.remove_prefix(5);
    return name.substr(0, name.find('/'));
}

bool isGuid(std::string_view name)
{
    return name.size() > 8 && name.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

Strands DiskChains::ofMount(const MountLine &mount, const Strand &strand) const
{
    if (mount.type == "zfs")
        return ofPool(mount.device.substr(0, mount.device.find_first_of("/@")), strand);
    if (needsNoDevice(mount.type))
        return {};
    if ((mount.device.starts_with("/dev/") && !mount.type.starts_with("fuse")) ||
        (isOnProvider(mount.type) && !mount.device.starts_with('/')))
        return ofProvider(withoutDev(mount.device), strand);
    if (const std::string_view server = serverOf(mount.device); !server.empty())
        return m_network(strand.with(mount.device), server);
    if (mount.device.starts_with('/') && !mount.type.starts_with("fuse"))
        return ofPath(mount.device, strand);
    const Strand end = strand.with(mount.device);
    return {end.broken(std::format("nothing tells what a file system of type {} stands on", mount.type),
                       isOnDisk(mount.type) ? anyDisk() : anywhere())};
}

Strands DiskChains::circle(const Strand &strand) const
{
    return {strand.broken(DeviceLinks::whyNot(strand), anyDisk())};
}

Strands DiskChains::ofPath(std::string_view path, const Strand &strand) const
{
    const Strand here = strand.with(path);
    if (!m_devices.goesOn(here))
        return circle(here);
    const MountLine *mount = m_listings.mounts ? holderOf(*m_listings.mounts, path) : nullptr;
    if (!mount || mount->device == path)
        return {here.broken(std::format("nothing tells which file system holds {}", path), anyDisk())};
    return ofMount(*mount, here);
}

Strands DiskChains::ofPool(std::string_view name, const Strand &strand) const
{
    const Strand here = strand.with(name);
    if (!m_devices.goesOn(here))
        return circle(here);
    const Pool *pool = nullptr;
    if (m_listings.pools)
        if (const auto found = std::ranges::find(*m_listings.pools, name, &Pool::name); found != m_listings.pools->end())
            pool = &*found;
    if (!pool || pool->leaves.empty())
        return {here.broken(std::format("zpool status does not tell the disks of {}", name), anyDisk())};
    Strands strands;
    for (const PoolLeaf &leaf : pool->leaves)
        add(strands, ofLeaf(leaf, here));
    return strands;
}

Strands DiskChains::ofLeaf(const PoolLeaf &leaf, const Strand &strand) const
{
    const bool gone = leaf.state == "UNAVAIL" || leaf.state == "REMOVED" || leaf.state == "FAULTED" || leaf.state == "OFFLINE";
    const bool file = leaf.name.starts_with('/') && !leaf.name.starts_with("/dev/");
    if (isGuid(leaf.name) && gone)
        return {}; // the pool does without it already
    if (isGuid(leaf.name))
        return {strand.with(leaf.name).broken("zpool status tells no name of this disk", anyDisk())};
    Strands strands = file ? ofPath(leaf.name, strand) : ofProvider(withoutDev(leaf.name), strand);
    if (gone)
        std::erase_if(strands, [](const Strand &end) { return !end.function; });
    return strands;
}

Strands DiskChains::ofSwap(std::string_view device, const Strand &strand) const
{
    if (device.starts_with("/dev/"))
        return ofProvider(withoutDev(device), strand);
    if (device.contains("NFS"))
        return m_network(strand.with(device), {});
    if (device.starts_with('/'))
        return ofPath(device, strand);
    return {strand.with(device).broken(std::format("nothing tells what {} is", device), anyDisk())};
}

Strands DiskChains::ofProvider(std::string_view name, const Strand &strand) const
{
    const Strand here = strand.with(name);
    if (!m_devices.goesOn(here))
        return circle(here);
    if (name.starts_with("zvol/"))
        return ofPool(poolOfVolume(name), here);
    const GeomProvider *provider = m_listings.mesh ? m_listings.mesh->find(name) : nullptr;
    return provider ? ofGeom(*provider, here) : unlisted(name, here);
}

Strands DiskChains::ofGeom(const GeomProvider &provider, const Strand &strand) const
{
    const Geom &geom = m_listings.mesh->geomOf(provider);
    if (geom.kind == "DISK")
        return ofDisk(provider.name, strand);
    if (geom.kind == "MD")
        return ofMemoryDisk(provider, strand);
    if (geom.kind == "ZFS::ZVOL" && provider.name.starts_with("zvol/"))
        return ofPool(poolOfVolume(provider.name), strand);
    if (geom.kind == "GATE") // ggated(8) and hastd(8) serve it, from here or over the network
        return {strand.broken(std::format("nothing tells which program serves {}", provider.name), anywhere())};
    if (!m_devices.goesOn(strand))
        return circle(strand);
    Strands strands;
    for (const std::uint32_t index : geom.consumes) {
        const GeomProvider &below = m_listings.mesh->providers[index];
        // A label is the partition's other name: one of the two is enough.
        const bool same = geom.kind == "LABEL" && m_listings.mesh->geomOf(below).kind == "PART";
        add(strands, ofGeom(below, strand.with(same ? std::string_view(strand.links.back()) : below.name)));
    }
    if (geom.lost > 0)
        strands.push_back(strand.broken(std::format("the system does not list what {} stands on", provider.name), anyDisk()));
    if (geom.consumes.empty() && geom.lost == 0)
        strands.push_back(
            strand.broken(std::format("nothing tells what {} (geom class {}) stands on", provider.name, geom.kind), anyDisk()));
    return strands;
}

Strands DiskChains::ofMemoryDisk(const GeomProvider &provider, const Strand &strand) const
{
    const auto type = provider.config.find("type");
    const auto file = provider.config.find("file");
    const std::string kind = type == provider.config.end() ? "unknown" : type->second;
    if (kind == "malloc" || kind == "preload" || kind == "null")
        return {};
    if (kind == "vnode" && file != provider.config.end() && file->second.starts_with('/'))
        return ofPath(file->second, strand);
    Strands strands;
    if (kind == "swap" && m_listings.swaps) {
        for (const std::string &device : *m_listings.swaps)
            if (withoutDev(device) != provider.name)
                add(strands, ofSwap(device, strand));
        return strands;
    }
    return {strand.broken(std::format("nothing tells what the memory disk {} stands on", provider.name), anyDisk())};
}

Strands DiskChains::unlisted(std::string_view name, const Strand &strand) const
{
    const std::string_view disk = diskOfPartition(name);
    if (m_listings.mesh)
        return {strand.broken(std::format("{} is not among the disks that the system lists", name), anyDisk())};
    if (name.contains('/') || disk.starts_with("md"))
        return {strand.broken(std::format("without the list of disks nothing tells what {} is", name), anyDisk())};
    return ofDisk(disk, strand.with(disk));
}

Strands DiskChains::ofDisk(std::string_view disk, const Strand &strand) const
{
    if (m_listings.peripherals)
        if (const auto found = m_listings.peripherals->find(disk); found != m_listings.peripherals->end())
            return ofController(found->second, disk, strand);
    // virtio's disks have a device of another name, those of the older RAID controllers one of their own.
    const std::string device = disk.starts_with("vtbd") ? "vtblk" + std::string(disk.substr(4)) : std::string(disk);
    if (m_devices.knows(device))
        return m_devices.from(strand, device);
    if (disk.starts_with("nvd") || disk.starts_with("nda")) {
        const std::vector<std::string> controllers = m_devices.ofDriver("nvme");
        if (controllers.size() == 1)
            return m_devices.from(strand, controllers[0]);
        std::vector<Address> possible;
        for (const std::string &controller : controllers)
            for (const Strand &end : m_devices.from({}, controller))
                if (end.function)
                    possible.push_back(*end.function);
        std::ranges::sort(possible);
        return {strand.broken(std::format("nothing tells which NVMe controller drives {}", disk),
                              possible.empty() ? anyDisk() : possible)};
    }
    return {strand.broken(std::format("nothing tells which controller drives {}", disk), anyDisk())};
}

Strands DiskChains::ofController(std::string_view controller, std::string_view disk, const Strand &strand) const
{
    std::string name(controller);
    if (const std::size_t sim = name.find("-sim"); sim != std::string::npos)
        name.erase(sim, 4); // "umass-sim0" is umass0
    if (m_devices.knows(name))
        return m_devices.from(strand, name);
    if (name.starts_with("iscsi"))
        return m_network(strand.with(name), {});
    return {strand.with(name).broken(std::format("nothing tells what {}, the controller of {}, is", name, disk), anyDisk())};
}

} // namespace patchbay
