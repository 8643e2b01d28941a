// SPDX-License-Identifier: BSD-2-Clause
#include "plan/verify.h"

#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"
#include "plan/renumbering.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

/// Whether ppt is attached to anything at all: a name alone proves nothing. True where it is not known.
bool pptAttachedSomewhere(const Situation &situation)
{
    const auto count = sysctlOf(situation, "hw.vmm.ppt.devices");
    return !count || *count != "0";
}

bool vmmLoaded(const Situation &situation)
{
    return !situation.modules ||
           std::ranges::any_of(*situation.modules, [](const std::string &m) { return m == "vmm" || m == "vmm.ko"; });
}

bool claimedBy(const std::optional<std::vector<Address>> &claims, const Address &address)
{
    return claims && std::ranges::binary_search(*claims, address);
}

std::string actualDriver(const Situation &situation, const Address &address)
{
    const Node *node = situation.topology.find(address);
    if (!node)
        return "gone";
    if (!node->function.driver.empty())
        return node->function.driver;
    return node->function.driverKnown ? "none" : "unknown";
}

/// The entry was in the boot files once: who took it away on its way to the kernel?
std::string lostOnTheWay(const LoaderResult &loader, const Address &address)
{
    const Assignment *setter = nullptr, *later = nullptr;
    for (const Assignment &assignment : loader.assignments) {
        if (!assignment.name.starts_with("pptdevs"))
            continue;
        if (std::ranges::contains(pptdevsEntries(assignment.value), address))
            setter = &assignment, later = nullptr;
        else if (setter && setter->name == assignment.name)
            later = &assignment;
    }
    if (!setter) {
        const auto line = std::ranges::find_if(loader.says, [&](const std::string &said) {
            return said.starts_with("\t") && said.contains("pptdevs") && said.contains(address.toSlashed());
        });
        if (line != loader.says.end())
            return "The loader skipped the line " + line->substr(1) + ": it is malformed.";
        return "The boot files do not name it: the plan is not applied.";
    }
    if (later)
        return std::format("{} line {} replaces {} of {} line {}.", later->path, later->line, setter->name, setter->path,
                           setter->line);
    return std::format("{} has {} characters, so the kernel dropped the whole variable.", setter->name,
                       setter->value.size());
}

std::string causeWithEntry(const Situation &situation, const Address &address)
{
    const std::string driver = actualDriver(situation, address);
    if (!vmmLoaded(situation))
        return "vmm is not loaded, so nothing reads pptdevs.";
    if (driver == "none")
        return "vmm is loaded and pptdevs names it, but no driver is attached: it was detached after the boot.";
    if (vmmAtBoot(situation) == false)
        return "The loader did not load vmm: " + driver + " was there first, and a later vmm takes only driverless functions.";
    return "pptdevs names it, yet " + driver + " has it: pptdevs was set after the boot, or the driver was attached by hand.";
}

/// Why what is at the address is not what was planned; empty where it is, or where nothing is remembered of it.
std::string causeRenumbered(const std::vector<Whereabouts> &all, const Address &address)
{
    using Kind = Whereabouts::Kind;
    const auto where =
        std::ranges::find_if(all, [&](const Whereabouts &each) { return each.planned.host == address; });
    if (where == all.end() || where->kind == Kind::Same)
        return {};
    const std::string name = shortName(address);
    if (where->kind == Kind::Moved)
        return std::format("The function planned as {} is at {} now, recognised {}.", name, shortName(*where->now),
                           where->how);
    if (where->kind == Kind::Ambiguous)
        return std::format("Cannot tell which function was planned as {}: it may be {}.", name,
                           fewNames(where->candidates));
    return where->kind == Kind::Gone ? "There is no function at " + name + "."
                                     : "The function at " + name + " is not the one that was planned.";
}

} // namespace

std::string causeNotClaimed(const Situation &situation, const Address &address)
{
    const Node *node = situation.topology.find(address);
    if (!node)
        return "There is no function at " + shortName(address) + ".";
    if (address.domain != 0)
        return "pptdevs cannot name a function outside PCI domain 0.";
    if (!canBeEndpoint(node->function))
        return "It is a bridge, and ppt takes only endpoints.";
    if (node->function.heldByPpt())
        return pptAttachedSomewhere(situation)
                   ? ""
                   : "It is called " + node->function.driver + ", but ppt is attached to nothing: only the name is left.";
    if (!node->function.driverKnown && node->function.driver.empty())
        return "What was read of the host does not tell drivers.";
    const auto running = runningClaims(situation), boot = bootClaims(situation);
    if (claimedBy(running, address))
        return causeWithEntry(situation, address);
    if (claimedBy(boot, address))
        return running ? "The boot files name it, and the running kernel does not know it yet: reboot."
                       : "The boot files name it; what the running kernel knows was not read.";
    if (!situation.loader)
        return "Neither the boot files nor the running kernel's pptdevs are known to name it.";
    return lostOnTheWay(*situation.loader, address);
}

Verification verifyPlan(const Situation &situation, const Plan &plan)
{
    Verification verification;
    const std::vector<Address> claims = plannedClaims(situation, plan);
    const auto whereabouts = findAgain(situation.topology, rememberedClaims(situation, plan));
    for (const Address &address : claims) {
        VerifiedFunction row{address, "ppt", actualDriver(situation, address), false, causeRenumbered(whereabouts, address)};
        if (row.cause.empty())
            row.cause = causeNotClaimed(situation, address);
        row.good = row.cause.empty();
        verification.functions.push_back(std::move(row));
    }
    const auto running = runningClaims(situation);
    for (const Node &node : situation.topology.nodes) {
        const Address &address = node.function.address;
        if (!node.function.heldByPpt() || std::ranges::binary_search(claims, address))
            continue;
        verification.functions.push_back({address, "host", node.function.driver, false,
                                          claimedBy(running, address)
                                              ? "pptdevs of the running kernel still names it: reboot."
                                              : "It was given to ppt by hand since the boot."});
    }
    verification.good = std::ranges::all_of(verification.functions, &VerifiedFunction::good);
    verification.findings = ruleRenumbered(situation, plan);
    std::ranges::move(ruleNotClaimed(situation, plan), std::back_inserter(verification.findings));
    return verification;
}

/// Speaks only of functions that the boot files or the running kernel name: a plan that was never applied differs from
/// the truth by nature. Silent where drivers are not known.
std::vector<Finding> ruleNotClaimed(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    const auto running = runningClaims(situation), boot = bootClaims(situation);
    for (const Address &address : plannedClaims(situation, plan)) {
        const bool now = claimedBy(running, address);
        const Node *node = situation.topology.find(address);
        if (!node || (!now && !claimedBy(boot, address)) || actualDriver(situation, address) == "unknown")
            continue;
        std::string cause = causeNotClaimed(situation, address);
        if (cause.empty())
            continue;
        findings.push_back({.rule = "not-claimed",
                            .severity = now ? Severity::Warn : Severity::Note,
                            .functions = {address},
                            .cells = {},
                            .text = "ppt does not hold " + shortName(address) + " now: " + cause,
                            .evidence = {"driver now: " + actualDriver(situation, address)},
                            .source = "vmm(4); measured on FreeBSD 12.1",
                            .fix = std::nullopt});
        if (situation.modules && !vmmLoaded(situation))
            findings.back().evidence.push_back("kldstat shows no vmm");
    }
    return findings;
}

} // namespace patchbay
