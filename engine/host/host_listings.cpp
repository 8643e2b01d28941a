// SPDX-License-Identifier: BSD-2-Clause
#include "host/host_listings.h"

#include "host/camcontrol_text.h"
#include "host/efibootmgr_text.h"
#include "host/kenv_text.h"
#include "host/swapinfo_text.h"
#include "host/sysctl_text.h"
#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

/// The text of a blob; of a dump where there is no such blob. nullopt: neither.
std::optional<std::string_view> textOf(const Capture &capture, std::string_view name)
{
    if (capture.blobs.contains(name)) {
        const Blob *blob = capture.find(name);
        return blob ? std::optional<std::string_view>(blob->bytes) : std::nullopt;
    }
    const Blob *dump = capture.find("dump");
    return dump ? std::optional<std::string_view>(dump->bytes) : std::nullopt;
}

bool isDump(const Capture &capture, std::string_view name)
{
    return !capture.blobs.contains(name);
}

/// What devinfo printed somewhere in a text: "nexus0" and the indented lines below it. Of several the one with -v, which
/// alone tells addresses.
std::string_view deviceTreeIn(std::string_view text)
{
    std::string_view found;
    for (std::size_t at = 0; (at = text.find("nexus0\n  ", at)) != std::string_view::npos;) {
        std::size_t end = at + 7;
        while (end < text.size() && text[end] == ' ')
            end = std::min(text.find('\n', end), text.size() - 1) + 1;
        const std::string_view block = text.substr(at, end - at);
        const bool starts = at == 0 || text[at - 1] == '\n';
        if (starts && (found.empty() || block.contains(" dbsf=")))
            found = block;
        at = end;
    }
    return found;
}

std::vector<Device> devicesOf(const Capture &capture)
{
    const auto text = textOf(capture, "devinfo");
    if (!text)
        return {};
    return parseDevinfo(isDump(capture, "devinfo") ? deviceTreeIn(*text) : *text).devices;
}

void readDisks(const Capture &capture, HostListings &listings)
{
    if (const auto text = textOf(capture, "mount"))
        if (auto mounts = parseMounts(*text); !mounts.empty())
            listings.mounts = std::move(mounts);
    if (const Blob *fstab = capture.find("fstab"))
        listings.fstab = parseMounts(fstab->bytes, true);
    if (const auto text = textOf(capture, "swapinfo"))
        listings.swaps = parseSwapinfo(*text);
    if (const auto text = textOf(capture, "zpool"))
        if (auto pools = parseZpool(*text); !pools.empty() || !isDump(capture, "zpool"))
            listings.pools = std::move(pools);
    if (const auto text = textOf(capture, "confxml"))
        if (GeomMesh mesh = parseGeomMesh(*text); !mesh.geoms.empty())
            listings.mesh = std::move(mesh);
    if (const auto text = textOf(capture, "camcontrol"))
        if (auto peripherals = parseCamcontrol(*text); !peripherals.empty() || !isDump(capture, "camcontrol"))
            listings.peripherals = std::move(peripherals);
    if (const auto text = textOf(capture, "efibootmgr"))
        listings.bootPartition = bootPartition(*text);
}

/// The lines of a dump that hold values of interest, which stand among lines of anything.
std::string valuesIn(std::string_view text)
{
    static constexpr std::string_view names[] = {"kern.console", "hw.pci.default_vgapci_unit", "machdep.bootmethod",
                                                 "net.wlan.",    "net.ue.",                    "dev."};
    std::string values;
    std::string_view line;
    for (Lines lines(text); lines.next(line);)
        if (std::ranges::any_of(names, [&](std::string_view name) { return line.starts_with(name); }))
            values.append(line).append("\n");
    return values;
}

std::map<std::string, std::string> valuesOf(const Capture &capture)
{
    std::map<std::string, std::string> values;
    for (const char *name : {"sysctl-use", "sysctl"})
        if (const auto text = textOf(capture, name))
            values.merge(isDump(capture, name) ? parseSysctl(valuesIn(*text)).values : parseSysctl(*text).values);
    return values;
}

} // namespace

bool HostListings::any() const
{
    return mounts || swaps || pools || mesh || peripherals || interfaces || routes || connection;
}

std::vector<Device> devicesOfSysctl(const std::map<std::string, std::string> &values)
{
    struct Entry
    {
        std::string name, parent, location;
        int depth = 0;
    };
    std::map<std::string, Entry, std::less<>> entries;
    static constexpr std::string_view prefix = "dev.", suffix = ".%parent";
    for (const auto &[key, value] : values) {
        if (!key.starts_with(prefix) || !key.ends_with(suffix) || key.size() <= prefix.size() + suffix.size())
            continue;
        std::string name = key.substr(prefix.size(), key.size() - prefix.size() - suffix.size());
        const std::size_t dot = name.rfind('.');
        if (dot == std::string::npos || !numberIn<unsigned>(std::string_view(name).substr(dot + 1)))
            continue;
        const auto location = values.find(std::string(prefix) + name + ".%location");
        name.erase(dot, 1);
        entries.emplace(name, Entry{name, value, location == values.end() ? std::string() : location->second, 0});
    }
    std::vector<Entry> sorted;
    for (auto &[name, entry] : entries) {
        static constexpr int deepest = 64; // parents that lead in a circle end here
        for (auto up = entries.find(entry.parent); up != entries.end() && entry.depth < deepest; ++entry.depth)
            up = entries.find(up->second.parent);
        sorted.push_back(entry);
    }
    std::ranges::stable_sort(sorted, {}, &Entry::depth);
    std::vector<Device> devices;
    std::map<std::string, std::uint32_t, std::less<>> known;
    for (const Entry &entry : sorted) {
        Device device;
        device.name = entry.name;
        device.location = entry.location;
        if (const auto address = addressOfLocation(entry.location))
            device.address = *address;
        if (const auto parent = known.find(entry.parent); parent != known.end())
            device.parent = parent->second;
        known.emplace(entry.name, std::uint32_t(devices.size()));
        devices.push_back(std::move(device));
    }
    return devices;
}

HostListings readListings(const Capture &capture)
{
    HostListings listings;
    readDisks(capture, listings);
    const auto values = valuesOf(capture);
    listings.sysctl.insert(values.begin(), values.end());
    listings.devices = devicesOf(capture);
    if (listings.devices.empty())
        listings.devices = devicesOfSysctl(values);
    if (const auto text = textOf(capture, "ifconfig"))
        if (auto interfaces = parseIfconfig(*text); !interfaces.empty())
            listings.interfaces = std::move(interfaces);
    if (const auto text = textOf(capture, "netstat"))
        listings.routes = parseRoutes(*text);
    if (const Blob *blob = capture.find("connection"))
        listings.connection = std::string(trimmed(std::string_view(blob->bytes).substr(0, blob->bytes.find('\n'))));
    if (const auto text = textOf(capture, "kenv"); text && !isDump(capture, "kenv")) {
        const auto variables = parseKenv(*text).variables;
        if (const auto console = variables.find("console"); console != variables.end())
            listings.console = console->second;
    }
    return listings;
}

} // namespace patchbay
