// SPDX-License-Identifier: BSD-2-Clause
#include "host/name_uses.h"

#include "host/device_links.h"
#include "host/disk_chains.h"
#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::pair<const char *, const char *> files[] = {{"rc.conf", "/etc/rc.conf"},
                                                           {"rc.conf.local", "/etc/rc.conf.local"},
                                                           {"fstab", "/etc/fstab"},
                                                           {"boot/loader.conf", "/boot/loader.conf"},
                                                           {"boot/loader.conf.local", "/boot/loader.conf.local"}};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWord(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether the name that ends here ends as a name: "igb0" does not in "igb01", and in "nda0p2" it does.
bool endsName(std::string_view rest)
{
    if (rest.empty() || !isWord(rest[0]))
        return true;
    return (rest[0] == 'p' || rest[0] == 's') && rest.size() > 1 && isDigit(rest[1]);
}

/// "ix0" begins so in "ifconfig_ix0" and "/dev/ix0", not in "mix0" and "/dev/gpt/ix0".
bool beginsName(std::string_view before)
{
    return before.empty() || before.ends_with("/dev/") || !(isWord(before.back()) || before.back() == '/');
}

bool names(std::string_view line, std::string_view name)
{
    for (std::size_t at = 0; (at = line.find(name, at)) != std::string_view::npos; ++at)
        if (beginsName(line.substr(0, at)) && endsName(line.substr(at + name.size())))
            return true;
    return false;
}

void addDisks(const HostListings &listings, const Topology &topology, std::vector<DeviceName> &devices)
{
    const DeviceLinks links(listings.devices, topology);
    const DiskChains chains(listings, links, [](const Strand &, std::string_view) { return std::vector<Strand>(); });
    const auto add = [&](const std::string &disk) {
        const std::vector<Strand> strands = chains.ofProvider(disk);
        if (strands.size() == 1 && strands[0].function && !std::ranges::contains(devices, disk, &DeviceName::name))
            devices.push_back({disk, *strands[0].function});
    };
    if (!listings.mesh)
        return;
    for (const GeomProvider &provider : listings.mesh->providers) {
        if (listings.mesh->geomOf(provider).kind != "DISK")
            continue;
        add(provider.name);
        std::ranges::for_each(provider.aliases, add);
    }
}

} // namespace

NamesInUse namesInUse(const Capture &capture, const HostListings &listings, const Topology &topology)
{
    static constexpr std::string_view mellanox = "mlx5_core";
    NamesInUse found;
    for (const Node &node : topology.nodes) {
        const std::string &driver = node.function.driver;
        if (driver.empty() || !isDigit(driver.back()) || node.function.heldByPpt())
            continue;
        found.devices.push_back({driver, node.function.address});
        if (driver.starts_with(mellanox)) // whose interfaces have a name of their own
            found.devices.push_back({"mce" + driver.substr(mellanox.size()), node.function.address});
    }
    addDisks(listings, topology, found.devices);
    for (const auto &[name, path] : files) {
        const Blob *blob = capture.find(name);
        std::string_view line;
        for (Lines lines(blob ? std::string_view(blob->bytes) : std::string_view()); lines.next(line);) {
            if (trimmed(line).starts_with('#'))
                continue;
            for (const DeviceName &device : found.devices)
                if (names(line, device.name))
                    found.uses.push_back({device.name, path, int(lines.number()), std::string(trimmed(line))});
        }
    }
    return found;
}

} // namespace patchbay
