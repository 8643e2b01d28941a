// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

std::string assignmentLine(const Assignment &assignment)
{
    return std::format("{}:{}: {}=\"{}\"", assignment.path, assignment.line, assignment.name, assignment.value);
}

} // namespace

/// Functions that no driver is known of are warned about; one that a host driver uses is refused.
std::vector<Finding> rulePptdevsShadow(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Address &address : plannedClaims(situation, plan)) {
        if (address.domain != 0)
            continue;
        Finding finding{.rule = "pptdevs-shadow",
                        .severity = Severity::Warn,
                        .functions = {address},
                        .cells = {},
                        .text = {},
                        .evidence = {},
                        .source = "vmm(4): pptdevs has no PCI domain",
                        .fix = std::nullopt};
        std::vector<Address> others;
        for (const Node &node : situation.topology.nodes) {
            const Function &function = node.function;
            Address same = function.address;
            same.domain = 0;
            if (function.address.domain == 0 || same != address || !canBeEndpoint(function))
                continue;
            others.push_back(function.address);
            finding.evidence.push_back(function.address.toString() +
                                       (function.driver.empty() ? "" : ", driver " + function.driver));
            if (!function.driver.empty() && !function.heldByPpt())
                finding.severity = Severity::Block;
        }
        if (others.empty())
            continue;
        finding.text = std::format("The entry {} takes {} from the host as well, since pptdevs has no PCI domain.",
                                   address.toSlashed(), shortNames(others));
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::vector<Finding> rulePptdevsCapacity(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    const std::vector<Address> claims = plannedClaims(situation, plan);
    if (!fitsPptdevs(claims))
        findings.push_back({.rule = "pptdevs-capacity",
                            .severity = Severity::Block,
                            .functions = claims,
                            .cells = {},
                            .text = std::format("{} functions do not fit into pptdevs, pptdevs2 and pptdevs3.",
                                                claims.size()),
                            .evidence = {"128 characters each; there is no pptdevs4"},
                            .source = "vmm(4)",
                            .fix = std::nullopt});
    if (!situation.loader)
        return findings;
    for (const char *name : {"pptdevs", "pptdevs2", "pptdevs3"}) {
        const auto it = situation.loader->env.find(name);
        if (it == situation.loader->env.end() || bootVariable(situation, name))
            continue;
        findings.push_back({.rule = "pptdevs-capacity",
                            .severity = Severity::Warn,
                            .functions = {},
                            .cells = {},
                            .text = std::format("{} has {} characters in the boot files: the kernel drops the whole "
                                                "variable.",
                                                name, it->second.size()),
                            .evidence = {"WARNING: too long kenv string, ignoring " + std::string(name)},
                            .source = "measured on FreeBSD 12.1",
                            .fix = std::nullopt});
    }
    return findings;
}

/// Without boot files it can only look at the running kernel, and then it is a note.
std::vector<Finding> ruleVmmNotPreloaded(const Situation &situation, const Plan &plan)
{
    std::vector<Address> claims = plannedClaims(situation, plan);
    const auto atBoot = vmmAtBoot(situation);
    if (claims.empty() || atBoot == true)
        return {};
    Finding finding{.rule = "vmm-not-preloaded",
                    .severity = Severity::Warn,
                    .functions = std::move(claims),
                    .cells = {},
                    .text = "The loader does not load vmm, so drivers of the host get the functions first: applying this "
                            "plan adds vmm_load=\"YES\".",
                    .evidence = {},
                    .source = "vmm(4); measured on FreeBSD 12.1: a later kldload takes only driverless functions",
                    .fix = std::nullopt};
    if (!atBoot) {
        const auto &modules = situation.modules;
        if (!modules || std::ranges::any_of(*modules, [](const std::string &m) { return m == "vmm" || m == "vmm.ko"; }))
            return {};
        finding.severity = Severity::Note;
        finding.text = "vmm is not loaded now, and whether the loader loads it is not known.";
        finding.evidence.push_back("kldstat shows no vmm");
        return {finding};
    }
    for (const Assignment &assignment : situation.loader->assignments) {
        const bool blacklists = assignment.name == "module_blacklist" && assignment.value.contains("vmm");
        if (assignment.name.starts_with("vmm_") || blacklists)
            finding.evidence.push_back(assignmentLine(assignment));
    }
    if (finding.evidence.empty())
        finding.evidence.push_back("no vmm_load in the boot files");
    return {finding};
}

} // namespace patchbay
