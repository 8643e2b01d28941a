// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <map>

namespace patchbay {

namespace {

struct Unit
{
    unsigned number = 0;
    Address function;
    bool goes = false; ///< to ppt, by this plan
};

using Units = std::map<std::string, std::vector<Unit>, std::less<>>; ///< by driver; each by number

std::pair<std::string, unsigned> splitName(std::string_view name)
{
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    unsigned number = 0;
    std::from_chars(name.data() + digits, name.data() + name.size(), number);
    return {std::string(name.substr(0, digits)), number};
}

Units unitsOf(const Situation &situation, const std::vector<Address> &claims)
{
    Units units;
    for (const DeviceName &device : situation.names.devices) {
        const auto [driver, number] = splitName(device.name);
        units[driver].push_back({number, device.function, std::ranges::contains(claims, device.function)});
    }
    for (auto &[driver, all] : units)
        std::ranges::stable_sort(all, {}, &Unit::number);
    return units;
}

unsigned goneBelow(const std::vector<Unit> &units, unsigned number)
{
    return unsigned(std::ranges::count_if(units, [&](const Unit &unit) { return unit.goes && unit.number < number; }));
}

/// CAM counts disks as it finds them, which need not be the order of their controllers.
bool isSure(std::string_view driver)
{
    return driver != "ada" && driver != "da" && driver != "nda" && driver != "cd";
}

/// What will become of the name; empty: it stays with its device, or nothing has it any more.
std::string fateOf(const std::string &driver, const std::vector<Unit> &units, const Unit &own)
{
    const char *will = isSure(driver) ? "will" : "will probably";
    const unsigned below = goneBelow(units, own.number);
    if (!own.goes)
        return below == 0 ? "" : std::format("{0}{1} {2} be {0}{3}", driver, own.number, will, own.number - below);
    const auto heir = std::ranges::find_if(units, [&](const Unit &unit) {
        return !unit.goes && unit.number > own.number && unit.number - goneBelow(units, unit.number) == own.number;
    });
    return heir == units.end() ? "" : std::format("{0}{1} {2} be what {0}{3} is now", driver, own.number, will, heir->number);
}

Finding found(const std::vector<Unit> &units, const Unit &own)
{
    std::vector<Address> gone;
    for (const Unit &unit : units)
        if (unit.goes && unit.number <= own.number && !std::ranges::contains(gone, unit.function))
            gone.push_back(unit.function);
    return {.rule = "names-shift",
            .severity = Severity::Warn,
            .functions = gone,
            .cells = {},
            .text = {},
            .evidence = {},
            .source = "FreeBSD numbers devices of a driver in the order in which they attach",
            .fix = std::nullopt};
}

} // namespace

/// Names of functions that ppt has already have shifted already.
std::vector<Finding> ruleNamesShift(const Situation &situation, const Plan &plan)
{
    std::vector<Address> claims = plannedClaims(situation, plan);
    std::erase_if(claims, [&](const Address &address) {
        const Node *node = situation.topology.find(address);
        return !node || node->function.heldByPpt();
    });
    if (claims.empty() || situation.names.uses.empty())
        return {};
    const Units all = unitsOf(situation, claims);
    std::vector<Finding> findings;
    std::map<std::string, std::size_t> known; // name to index into findings
    for (const NameUse &use : situation.names.uses) {
        const auto [driver, number] = splitName(use.name);
        const auto units = all.find(driver);
        if (units == all.end())
            continue;
        const auto own = std::ranges::find(units->second, number, &Unit::number);
        const std::string fate = own == units->second.end() ? "" : fateOf(driver, units->second, *own);
        if (fate.empty())
            continue;
        const auto [at, fresh] = known.emplace(use.name, findings.size());
        if (fresh) {
            findings.push_back(found(units->second, *own));
            findings.back().text = std::format("{} line {} names {}: with {} gone to ppt, {}.", use.path, use.line, use.name,
                                               shortNames(findings.back().functions), fate);
        }
        findings[at->second].evidence.push_back(std::format("{}:{}: {}", use.path, use.line, use.text));
    }
    return findings;
}

} // namespace patchbay
