// SPDX-License-Identifier: BSD-2-Clause
#include "pci/names.h"

#include "pci/device_kind.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace patchbay {

namespace {

/// Something whose name is wanted, and where it stands in the database.
struct Wanted
{
    std::uint32_t id; // of a vendor in the upper half, of a device of it in the lower
    std::string_view name;
};

using WantedList = std::vector<Wanted>;

void settle(WantedList &list)
{
    std::ranges::sort(list, {}, &Wanted::id);
    const auto [first, last] = std::ranges::unique(list, {}, &Wanted::id);
    list.erase(first, last);
}

Wanted *find(WantedList &list, std::uint32_t id)
{
    const auto it = std::ranges::lower_bound(list, id, {}, &Wanted::id);
    return it != list.end() && it->id == id ? &*it : nullptr;
}

/// "8086  Intel Corporation": four hex digits, blanks, a name. Empty name: no such line.
struct Entry
{
    std::uint16_t id = 0;
    std::string_view name;
};

Entry entryOf(std::string_view line)
{
    Entry entry;
    const char *const start = line.data();
    const auto [end, error] = std::from_chars(start, start + std::min<std::size_t>(line.size(), 4), entry.id, 16);
    if (error != std::errc() || end != start + 4)
        return {};
    line.remove_prefix(4);
    const std::size_t name = line.find_first_not_of(" \t");
    const std::size_t last = line.find_last_not_of(" \t\r");
    if (name == 0 || name == std::string_view::npos || last < name)
        return {};
    entry.name = line.substr(name, last - name + 1);
    return entry;
}

class Database
{
public:
    Database(WantedList &vendors, WantedList &devices)
        : m_vendors(vendors)
        , m_devices(devices)
    {
    }

    void read(std::string_view text)
    {
        while (!text.empty()) {
            const std::size_t end = text.find('\n');
            const std::string_view line = text.substr(0, end);
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
            if (line.starts_with('\t'))
                takeDevice(line);
            else if (!line.empty() && line[0] != '#' && line[0] != '\r')
                takeVendor(line);
        }
    }

private:
    void takeVendor(std::string_view line)
    {
        m_vendor.reset();
        const Entry entry = entryOf(line); // "C 02  Network controller" opens the classes and is no entry
        if (entry.name.empty())
            return;
        if (Wanted *wanted = find(m_vendors, entry.id)) {
            m_vendor = entry.id;
            if (wanted->name.empty())
                wanted->name = entry.name;
        }
    }

    void takeDevice(std::string_view line)
    {
        if (!m_vendor || line.starts_with("\t\t"))
            return;
        const Entry entry = entryOf(line.substr(1));
        if (entry.name.empty())
            return;
        Wanted *wanted = find(m_devices, std::uint32_t(*m_vendor) << 16 | entry.id);
        if (wanted && wanted->name.empty())
            wanted->name = entry.name;
    }

    WantedList &m_vendors, &m_devices;
    std::optional<std::uint16_t> m_vendor; // the wanted vendor whose devices follow
};

std::uint32_t deviceId(const Function &function)
{
    return std::uint32_t(function.vendor) << 16 | function.device;
}

} // namespace

void fillNames(Topology &topology, std::string_view database)
{
    WantedList vendors, devices;
    for (Node &node : topology.nodes) {
        Function &function = node.function;
        const ClassWords words = classWords(function.classCode);
        if (function.className.empty() && function.subclassName.empty()) {
            function.className = words.base;
            function.subclassName = words.sub;
        }
        if (function.vendorName.empty() || function.deviceName.empty()) {
            vendors.push_back({function.vendor, {}});
            devices.push_back({deviceId(function), {}});
        }
    }
    if (database.empty() || vendors.empty())
        return;
    settle(vendors);
    settle(devices);
    Database(vendors, devices).read(database);
    for (Node &node : topology.nodes) {
        Function &function = node.function;
        const Wanted *vendor = find(vendors, function.vendor);
        const Wanted *device = find(devices, deviceId(function));
        if (function.vendorName.empty() && vendor)
            function.vendorName = vendor->name;
        if (function.deviceName.empty() && device)
            function.deviceName = device->name;
    }
}

} // namespace patchbay
