// SPDX-License-Identifier: BSD-2-Clause
#include "host/function_list.h"

#include "host/function_merge.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace patchbay {

namespace {

/// Whether foreign lines part two lines: then they are of two listings, which may well tell the same.
bool isBetween(const std::vector<LineRange> &ranges, std::size_t first, std::size_t last)
{
    const auto after = std::ranges::lower_bound(ranges, first, {}, &LineRange::first);
    return after != ranges.end() && after->first < last;
}

} // namespace

void FunctionList::complain(std::size_t line, std::string text)
{
    if (oddities.size() < maxOddities)
        oddities.push_back({"line " + std::to_string(line), std::move(text)});
    else
        ++moreOddities;
}

void FunctionList::addOther(std::size_t line)
{
    if (!other.empty() && other.back().last + 1 == line)
        other.back().last = line;
    else
        other.push_back({line, line});
}

void FunctionList::mergeRepeated(const std::vector<std::size_t> &lines)
{
    const auto descends = [](const Function &a, const Function &b) { return a.address >= b.address; };
    if (std::ranges::adjacent_find(functions, descends) == functions.end())
        return;
    std::unordered_map<Address, std::size_t> places;
    places.reserve(functions.size());
    std::vector<std::size_t> lastLines; // beside those kept: where they stand last
    std::size_t kept = 0;
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const auto [place, fresh] = places.try_emplace(functions[i].address, kept);
        if (fresh) {
            if (kept != i)
                functions[kept] = std::move(functions[i]);
            ++kept;
            lastLines.push_back(lines[i]);
            continue;
        }
        Function &into = functions[place->second];
        if (!sameHardware(into, functions[i]))
            complain(lines[i], into.address.toString() + " was another device further up; the later one is taken");
        else if (const bool again = functions[i - 1].address == functions[i].address;
                 (again || into.driver != functions[i].driver) && !isBetween(other, lastLines[place->second], lines[i]))
            complain(lines[i], into.address.toString() + " is listed twice; the later one is taken");
        lastLines[place->second] = lines[i];
        mergeFunction(into, std::move(functions[i]));
    }
    functions.resize(kept);
}

} // namespace patchbay
