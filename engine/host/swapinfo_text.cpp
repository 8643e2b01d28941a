// SPDX-License-Identifier: BSD-2-Clause
#include "host/swapinfo_text.h"

#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

/// "Device          1K-blocks     Used    Avail Capacity", "Device:       512-blocks      Used:", with -h "Size".
bool isHeading(std::string_view line)
{
    if (!line.starts_with("Device"))
        return false;
    line.remove_prefix(6);
    if (line.starts_with(':'))
        line.remove_prefix(1);
    return line.starts_with(' ') && line.contains("Used") && (line.contains("-blocks") || line.contains("Size"));
}

/// "8388608", "8.0G", "0%", "0B"
bool isFigure(std::string_view word)
{
    if (word.ends_with('%') || (!word.empty() && std::string_view("BKMGTPE").contains(word.back())))
        word.remove_suffix(1);
    return !word.empty() && word.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// The line without its figures at the end; empty: it has none, so it belongs to something else. A label may hold blanks.
std::string_view deviceOf(std::string_view line)
{
    std::size_t figures = 0;
    while (true) {
        line = trimmed(line);
        const std::size_t blank = line.find_last_of(" \t");
        if (blank == std::string_view::npos || !isFigure(line.substr(blank + 1)) || figures == 4)
            return figures >= 2 ? line : std::string_view();
        line = line.substr(0, blank);
        ++figures;
    }
}

} // namespace

std::optional<std::vector<std::string>> parseSwapinfo(std::string_view text)
{
    std::optional<std::vector<std::string>> devices;
    bool inside = false;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        if (isHeading(line)) {
            inside = true;
            if (!devices)
                devices.emplace();
            continue;
        }
        const std::string_view device = inside ? deviceOf(line) : std::string_view();
        inside = !device.empty();
        if (!inside || device == "Total" || device == "Total:" || std::ranges::contains(*devices, device))
            continue;
        devices->emplace_back(device);
    }
    return devices;
}

} // namespace patchbay
