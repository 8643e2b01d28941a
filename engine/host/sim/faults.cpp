// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/faults.h"

#include "base/file.h"
#include "host/sim/text.h"

#include <format>

namespace patchbay::sim {

std::vector<Fault> Faults::load() const
{
    std::vector<Fault> faults;
    const auto text = readFile(m_path);
    if (!text)
        return faults;
    for (const std::string_view line : lines(*text)) {
        const auto parts = words(line);
        if (parts.size() < 2 || parts[0].starts_with('#'))
            continue;
        Fault fault {parts[0], parts[1], parts.size() > 2 ? int(number(parts[2]).value_or(0)) : 0, {}};
        for (std::size_t i = 3; i < parts.size(); ++i)
            fault.rest += (i > 3 ? " " : "") + parts[i];
        faults.push_back(std::move(fault));
    }
    return faults;
}

std::optional<Fault> Faults::strike(std::string_view kind, std::string_view target)
{
    auto faults = load();
    std::optional<Fault> struck;
    bool counted = false;
    for (auto it = faults.begin(); it != faults.end();) {
        const bool meant = it->kind == kind &&
            (it->target == target || (it->target.ends_with('/') && target.starts_with(it->target)));
        if (meant && it->count <= 1 && !struck) {
            struck = *it;
            if (it->count == 1) {
                it = faults.erase(it);
                counted = true;
                continue;
            }
        } else if (meant && it->count > 1) {
            --it->count;
            counted = true;
        }
        ++it;
    }
    if (counted) {
        std::string text;
        for (const Fault &fault : faults)
            text += std::format("{} {} {} {}\n", fault.kind, fault.target, fault.count, fault.rest);
        if (!replaceFile(m_path, text))
            return struck;
    }
    return struck;
}

int Faults::given(std::string_view kind, int otherwise) const
{
    for (const Fault &fault : load()) {
        if (fault.kind == kind)
            return int(number(fault.target).value_or(otherwise));
    }
    return otherwise;
}

int Faults::downSeconds()
{
    return given("down", 0);
}

int Faults::shutdownMilliseconds()
{
    constexpr int usual = 1500;
    return given("shutdown", usual);
}

} // namespace patchbay::sim
