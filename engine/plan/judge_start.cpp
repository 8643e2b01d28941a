// SPDX-License-Identifier: BSD-2-Clause
#include "plan/judge_start.h"

#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"
#include "plan/verify.h"

#include <algorithm>
#include <array>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

/// Rules about the boot to come, and those that findings below replace.
constexpr std::array notNow{"amdvi-not-enabled", "pptdevs-shadow", "device-in-two-guests", "pptdevs-capacity",
                            "vmm-not-preloaded", "loader-overridden", "not-claimed"};
constexpr std::array always{"guest-name", "slot-range", "slot-occupied", "function-twice", "guest-device"};

Finding blockedBy(const char *rule, const Guest &guest, const Position &position, std::string text)
{
    return {.rule = rule,
            .severity = Severity::Block,
            .functions = {position.host},
            .cells = {{guest.name, position.slot, position.function}},
            .text = std::move(text),
            .evidence = {},
            .source = {},
            .fix = std::nullopt};
}

std::optional<Finding> notClaimed(const Situation &situation, const Guest &guest, const Position &position)
{
    const Node *node = situation.topology.find(position.host);
    const bool known = node && (node->function.driverKnown || !node->function.driver.empty());
    const std::string cause = known ? causeNotClaimed(situation, position.host) : std::string();
    if (cause.empty()) // renumbered speaks of functions that are not there
        return std::nullopt;
    const std::string driver = node->function.driver.empty() ? "no driver" : node->function.driver;
    Finding finding = blockedBy("not-claimed", guest, position,
                                std::format("{} belongs to {}, not to ppt. {}", shortName(position.host), driver, cause));
    finding.evidence = {"driver now: " + driver};
    finding.source = "vmm(4); measured on FreeBSD 12.1";
    return finding;
}

std::optional<Finding> heldElsewhere(const Situation &situation, const Guest &guest, const Position &position)
{
    const auto holder = std::ranges::find_if(situation.guests, [&](const GuestOnHost &other) {
        return other.name != guest.name && std::ranges::contains(other.holds, position.host);
    });
    if (holder == situation.guests.end())
        return std::nullopt;
    Finding finding = blockedBy("device-in-two-guests", guest, position,
                                std::format("{} is held by the guest {}: stop that one first.", shortName(position.host),
                                            holder->name));
    finding.evidence = {std::format("/dev/vmm/{} exists", holder->name)};
    finding.source = "measured on FreeBSD 12.1: the second guest's start answers EBUSY";
    return finding;
}

std::optional<Finding> amdviOff(const Situation &now, const Guest &guest)
{
    if (guest.positions.empty() || !isAmdHost(now) || iommuKind(now) == IommuKind::None ||
        sysctlOf(now, "hw.vmm.amdvi.enable") != "0" || sysctlOf(now, "hw.vmm.iommu.initialized") == "1")
        return std::nullopt;
    Finding finding = blockedBy("amdvi-not-enabled", guest, guest.positions[0],
                                "AMD-Vi is off in the running kernel: set hw.vmm.amdvi.enable=\"1\" in the boot files and "
                                "reboot.");
    finding.evidence = {"sysctl hw.vmm.amdvi.enable: 0"};
    finding.source = "vmm(4); measured on FreeBSD 12.1: assigning answers ENXIO";
    return finding;
}

} // namespace

std::vector<Finding> judgeStart(const Situation &situation, const Guest &guest)
{
    Situation now = situation;
    now.boot.reset();
    now.loader.reset();
    std::vector<Finding> findings = judge(now, Plan{{guest}, std::vector<Address>()});
    std::erase_if(findings, [](const Finding &finding) { return std::ranges::contains(notNow, finding.rule); });
    const auto add = [&](std::optional<Finding> finding) {
        if (finding)
            findings.push_back(std::move(*finding));
    };
    add(amdviOff(now, guest));
    for (const Position &position : guest.positions) {
        add(notClaimed(situation, guest, position));
        add(heldElsewhere(situation, guest, position));
    }
    for (Finding &finding : findings)
        finding.fix.reset();
    std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
    return findings;
}

std::vector<Finding> judgeDefinition(const Guest &guest)
{
    const Plan plan{{guest}, std::vector<Address>()};
    std::vector<Finding> findings;
    for (const RuleEntry &entry : ruleTable()) {
        if (std::ranges::contains(always, entry.id))
            std::ranges::move(entry.rule({}, plan), std::back_inserter(findings));
    }
    std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
    return findings;
}

} // namespace patchbay
