// SPDX-License-Identifier: BSD-2-Clause
#include "host/bectl_text.h"

#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

std::string_view takeField(std::string_view &line)
{
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const std::string_view field = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
    return field;
}

} // namespace

std::optional<std::vector<BootEnvironment>> parseBectlList(std::string_view text)
{
    std::vector<BootEnvironment> all;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        if (line.empty())
            continue;
        const std::string_view name = takeField(line), flags = takeField(line), mount = takeField(line);
        if (name.empty() || flags.empty() || mount.empty() || flags.find_first_not_of("NRT-") != std::string_view::npos)
            return std::nullopt;
        all.push_back({.name = std::string(name), .booted = flags.contains('N'), .next = flags.contains('R'),
                       .once = flags.contains('T'), .mounted = mount != "-"});
    }
    if (std::ranges::count(all, true, &BootEnvironment::booted) != 1)
        return std::nullopt;
    return all;
}

} // namespace patchbay
