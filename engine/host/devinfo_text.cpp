// SPDX-License-Identifier: BSD-2-Clause
#include "host/devinfo_text.h"

#include "host/sysctl_text.h"
#include "host/text_lines.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

/// "I/O ports:", "pcib1 memory window:", "0xd000-0xd01f", "256"
bool isResource(std::string_view words)
{
    if (words.ends_with(':'))
        return true;
    return words.find_first_not_of("0123456789abcdefx-") == std::string_view::npos && words[0] >= '0' && words[0] <= '9';
}

bool takeEnding(std::string_view &words, std::string_view ending)
{
    if (!words.ends_with(ending))
        return false;
    words.remove_suffix(ending.size());
    return true;
}

Device deviceOf(std::string_view words)
{
    Device device;
    device.disabled = takeEnding(words, " (disabled)");
    device.suspended = takeEnding(words, " (suspended)");
    // The pnpinfo itself may hold " at ": the location is behind the last one.
    if (const std::size_t at = words.rfind(" at "); at != std::string_view::npos) {
        device.location = words.substr(at + 4);
        words = words.substr(0, at);
    }
    if (const std::size_t at = words.find(" pnpinfo "); at != std::string_view::npos) {
        device.pnpinfo = words.substr(at + 9);
        words = words.substr(0, at);
    }
    if (words != "unknown")
        device.name = words;
    if (const auto address = addressOfLocation(device.location))
        device.address = *address;
    return device;
}

} // namespace

DevinfoText parseDevinfo(std::string_view text, std::string_view source)
{
    DevinfoText result;
    std::vector<std::pair<std::size_t, std::uint32_t>> path; // indent and index of the devices above
    Lines lines(text);
    std::string_view line;
    while (lines.next(line)) {
        const std::string_view words = trimmed(line);
        if (words.empty() || isResource(words))
            continue;
        const std::size_t indent = line.find_first_not_of(' ');
        Device device = deviceOf(words);
        if (device.name.contains(' ')) {
            result.oddities.push_back({std::format("{}:{}", source, lines.number()), "Not understood: this is no device."});
            continue;
        }
        while (!path.empty() && path.back().first >= indent)
            path.pop_back();
        if (!path.empty())
            device.parent = path.back().second;
        path.emplace_back(indent, std::uint32_t(result.devices.size()));
        result.devices.push_back(std::move(device));
    }
    return result;
}

std::vector<std::uint32_t> DevinfoText::below(std::uint32_t device) const
{
    // Parents stand before children: one pass sees every ancestor before its descendants.
    std::vector<bool> inside(devices.size());
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = device + 1; i < devices.size(); ++i)
        if (devices[i].parent && (*devices[i].parent == device || inside[*devices[i].parent])) {
            inside[i] = true;
            found.push_back(i);
        }
    return found;
}

} // namespace patchbay
