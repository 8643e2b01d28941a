// SPDX-License-Identifier: BSD-2-Clause
#include "host/camcontrol_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <vector>

namespace patchbay {

namespace {

/// What stands between `before` and `after`; empty: they do not stand there in this order.
std::string_view between(std::string_view line, std::string_view before, std::string_view after)
{
    const std::size_t start = line.find(before);
    if (start == std::string_view::npos)
        return {};
    line.remove_prefix(start + before.size());
    const std::size_t end = line.find(after);
    return end == std::string_view::npos ? std::string_view() : line.substr(0, end);
}

struct Peripheral
{
    std::string_view name, bus;
};

/// "<QEMU HARDDISK 2.5+>               at scbus0 target 0 lun 0 (pass0,ada0)"
void addPeripherals(std::string_view line, std::vector<Peripheral> &peripherals)
{
    const std::size_t at = line.rfind(" at scbus"), open = line.rfind('(');
    if (!line.starts_with('<') || !line.ends_with(')') || at == std::string_view::npos || open < at)
        return;
    const std::string_view bus = between(line.substr(at), " at ", " ");
    std::string_view names = line.substr(open + 1, line.size() - open - 2);
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(','), names.size());
        if (const std::string_view name = trimmed(names.substr(0, end)); !name.empty())
            peripherals.push_back({name, bus});
        names.remove_prefix(std::min(end + 1, names.size()));
    }
}

} // namespace

std::map<std::string, std::string, std::less<>> parseCamcontrol(std::string_view text)
{
    std::map<std::string_view, std::string_view> buses;
    std::vector<Peripheral> peripherals;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        if (line.starts_with("scbus") && line.ends_with(':'))
            if (const std::string_view controller = between(line, " on ", " bus "); !controller.empty())
                buses.insert_or_assign(line.substr(0, line.find(' ')), controller);
        addPeripherals(line, peripherals);
    }
    std::map<std::string, std::string, std::less<>> controllers;
    for (const Peripheral &each : peripherals)
        if (const auto bus = buses.find(each.bus); bus != buses.end())
            controllers.insert_or_assign(std::string(each.name), std::string(bus->second));
    return controllers;
}

} // namespace patchbay
