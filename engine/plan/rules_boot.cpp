// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <array>
#include <format>
#include <map>
#include <set>

namespace patchbay {

namespace {

constexpr std::array watched{"pptdevs", "pptdevs2", "pptdevs3", "vmm_load", "vmm_name",
                             "hw.vmm.amdvi.enable", "hw.vmm.iommu.enable", "module_blacklist"};

std::string assignmentLine(const Assignment &assignment)
{
    return std::format("{}:{}: {}=\"{}\"", assignment.path, assignment.line, assignment.name, assignment.value);
}

Finding bootFinding(Severity severity, std::string text, std::vector<std::string> evidence)
{
    return {.rule = "loader-overridden",
            .severity = severity,
            .functions = {},
            .cells = {},
            .text = std::move(text),
            .evidence = std::move(evidence),
            .source = "loader.conf(5); measured on FreeBSD 12.1",
            .fix = std::nullopt};
}

/// What an earlier assignment asked for and the last one does not give.
std::vector<Address> lostEntries(const std::string &earlier, const std::string &last)
{
    std::vector<Address> lost = pptdevsEntries(earlier);
    const std::vector<Address> kept = pptdevsEntries(last);
    std::erase_if(lost, [&](const Address &address) { return std::ranges::contains(kept, address); });
    return lost;
}

bool inFolder(const std::string &path)
{
    return path.starts_with("/boot/loader.conf.d/");
}

std::optional<Finding> overridden(const std::vector<const Assignment *> &all)
{
    const Assignment &last = *all.back();
    const bool claims = last.name.starts_with("pptdevs");
    std::vector<std::string> evidence;
    std::vector<Address> lost;
    bool unordered = false;
    for (const Assignment *earlier : all) {
        if (earlier == &last || earlier->value == last.value)
            continue;
        const std::vector<Address> entries = claims ? lostEntries(earlier->value, last.value) : std::vector<Address>{};
        if (claims && entries.empty())
            continue;
        lost.insert(lost.end(), entries.begin(), entries.end());
        evidence.push_back(assignmentLine(*earlier));
        unordered = unordered || (inFolder(earlier->path) && inFolder(last.path) && earlier->path != last.path);
    }
    if (evidence.empty())
        return std::nullopt;
    evidence.push_back(assignmentLine(last) + " (this one counts)");
    if (unordered)
        evidence.push_back("files of loader.conf.d are read in the order of the directory, which is not sorted");
    std::ranges::sort(lost);
    const auto rest = std::ranges::unique(lost);
    lost.erase(rest.begin(), rest.end());
    return bootFinding(Severity::Warn,
                       std::format("{} line {} replaces what was set for {} before{}.", last.path, last.line, last.name,
                                   lost.empty() ? "" : ", and " + shortNames(lost) + (lost.size() == 1 ? " is lost" : " are lost")),
                       std::move(evidence));
}

bool concernsUs(std::string_view text)
{
    return text.contains("pptdevs") || text.contains("vmm");
}

void complaints(const LoaderResult &loader, std::vector<Finding> &findings)
{
    std::vector<std::string> ours, others;
    const auto sort = [&](const std::vector<std::string> &says) {
        for (std::size_t i = 0; i < says.size(); ++i) {
            std::string text = says[i];
            if (text.starts_with("Loading ") || text.starts_with("\t"))
                continue;
            if (i + 1 < says.size() && says[i + 1].starts_with("\t"))
                text += ' ' + says[i + 1].substr(1);
            (concernsUs(text) ? ours : others).push_back(std::move(text));
        }
    };
    sort(loader.says);
    sort(loader.bootSays);
    if (!ours.empty())
        findings.push_back(bootFinding(Severity::Warn,
                                       "The loader does not take a line of the boot files that is about passthrough.",
                                       std::move(ours)));
    if (!others.empty())
        findings.push_back(bootFinding(Severity::Note, "The loader complains about the boot files.", std::move(others)));
    if (loader.stops)
        findings.push_back(bootFinding(Severity::Warn, "The loader stops reading the boot files half-way.", {*loader.stops}));
}

/// Before main a quoted value reaches to the last quote of the line, through a comment too.
void swallowedQuotes(const LoaderResult &loader, std::vector<Finding> &findings)
{
    for (const Assignment &assignment : loader.assignments) {
        if (std::ranges::contains(watched, assignment.name) && assignment.value.contains('"'))
            findings.push_back(bootFinding(
                Severity::Warn,
                std::format("A quote in the comment of {} line {} becomes part of {}.", assignment.path,
                            assignment.line, assignment.name),
                {assignmentLine(assignment)}));
    }
}

} // namespace

/// Silent where the boot files are not known.
std::vector<Finding> ruleLoaderOverridden(const Situation &situation, const Plan &)
{
    if (!situation.loader)
        return {};
    std::vector<Finding> findings;
    for (const char *name : watched) {
        std::vector<const Assignment *> all;
        for (const Assignment &assignment : situation.loader->assignments) {
            if (assignment.name == name)
                all.push_back(&assignment);
        }
        if (all.empty())
            continue;
        if (auto finding = overridden(all))
            findings.push_back(std::move(*finding));
        if (all.back()->path.ends_with("/nextboot.conf"))
            findings.push_back(bootFinding(
                Severity::Note, std::format("{} comes from {} and holds for the next boot only.", name, all.back()->path),
                {assignmentLine(*all.back())}));
    }
    swallowedQuotes(*situation.loader, findings);
    complaints(*situation.loader, findings);
    return findings;
}

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
        if (assignment.name.starts_with("vmm_") || assignment.name == "module_blacklist")
            finding.evidence.push_back(assignmentLine(assignment));
    }
    if (finding.evidence.empty())
        finding.evidence.push_back("no vmm_load in the boot files");
    return {finding};
}

} // namespace patchbay
