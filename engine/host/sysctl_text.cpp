// SPDX-License-Identifier: BSD-2-Clause
#include "host/sysctl_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
           c == '%';
}

/// The length of the name at the start of a line, with what parts it from its value; 0: none begins here.
struct Start
{
    std::size_t name = 0, value = 0;
};

Start startOf(std::string_view line)
{
    const auto end = std::find_if_not(line.begin(), line.end(), isNameCharacter);
    const auto length = std::size_t(end - line.begin());
    const std::string_view name = line.substr(0, length), rest = line.substr(length);
    if (length == 0 || !name.substr(1).contains('.') || name[0] < 'A' || name.ends_with('.'))
        return {};
    if (rest.starts_with(": ") || rest.starts_with("=") || rest == ":")
        return {length, length + (rest.starts_with(": ") ? 2U : 1U)};
    return {};
}

} // namespace

SysctlText parseSysctl(std::string_view text, std::string_view source)
{
    SysctlText result;
    Lines lines(text);
    std::string *value = nullptr;
    std::string_view line;
    while (lines.next(line)) {
        if (line.starts_with("sysctl: ")) {
            result.oddities.push_back({std::format("{}:{}", source, lines.number()), std::string(line)});
        } else if (const Start start = startOf(line); start.name > 0) {
            value = &result.values[std::string(line.substr(0, start.name))];
            *value = line.substr(start.value);
        } else if (value != nullptr) {
            *value += '\n';
            *value += line;
        } else if (!trimmed(line).empty()) {
            result.oddities.push_back(
                {std::format("{}:{}", source, lines.number()), "Not understood: this line is no value."});
        }
    }
    return result;
}

Result<Address> addressOfLocation(std::string_view location)
{
    const std::size_t at = location.find("dbsf=");
    if (at == std::string_view::npos || (at > 0 && location[at - 1] != ' '))
        return fail("no dbsf= in this location", std::string(location));
    location.remove_prefix(at + 5);
    return Address::parse(location.substr(0, location.find(' ')));
}

std::map<Address, std::string> attachedDevices(const std::map<std::string, std::string> &values)
{
    static constexpr std::string_view prefix = "dev.", suffix = ".%location";
    std::map<Address, std::string> devices;
    for (auto it = values.lower_bound(std::string(prefix)); it != values.end() && it->first.starts_with(prefix); ++it) {
        if (!it->first.ends_with(suffix) || it->first.size() <= prefix.size() + suffix.size())
            continue;
        std::string name = it->first.substr(prefix.size(), it->first.size() - prefix.size() - suffix.size());
        const std::size_t dot = name.rfind('.');
        const auto address = addressOfLocation(it->second);
        if (dot == std::string::npos || !numberIn<unsigned>(std::string_view(name).substr(dot + 1)) || !address)
            continue;
        devices.emplace(*address, name.erase(dot, 1));
    }
    return devices;
}

} // namespace patchbay
