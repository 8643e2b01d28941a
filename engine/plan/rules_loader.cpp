// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <array>
#include <format>

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
            .source = "loader.conf(5); the loaders of FreeBSD 12, 14 and 15, run on such files",
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

/// The complaint with the line an editor shows; the loader counts only lines that are not empty.
std::vector<std::string> placed(const LoaderResult &loader, const std::vector<std::string> &says)
{
    std::vector<std::string> complaints;
    const bool reading = &says == &loader.says && loader.saysFrom.size() == says.size();
    for (std::size_t i = 0; i < says.size(); ++i) {
        std::string text = says[i];
        if (text.starts_with("Loading ") || text.starts_with("\t"))
            continue;
        if (i + 1 < says.size() && says[i + 1].starts_with("\t"))
            text += ' ' + says[i + 1].substr(1);
        const Origin from = reading ? loader.saysFrom[i] : Origin();
        complaints.push_back(from.line > 0 ? std::format("{}:{}: {}", from.path, from.line, text) : std::move(text));
    }
    return complaints;
}

void complaints(const LoaderResult &loader, std::vector<Finding> &findings)
{
    std::vector<std::string> ours, others;
    for (const auto *says : {&loader.says, &loader.bootSays})
        for (std::string &text : placed(loader, *says))
            (concernsUs(text) ? ours : others).push_back(std::move(text));
    if (!ours.empty())
        findings.push_back(bootFinding(Severity::Warn,
                                       "The loader does not take a line of the boot files that is about passthrough.",
                                       std::move(ours)));
    if (!others.empty())
        findings.push_back(bootFinding(Severity::Note, "The loader complains about the boot files.", std::move(others)));
    if (loader.stops)
        findings.push_back(bootFinding(Severity::Warn, "The loader stops reading the boot files half-way.", {*loader.stops}));
}

std::string misreadText(const MisreadLine &line)
{
    const std::string place = std::format("{} line {}", line.at.path, line.at.line);
    const std::string &name = line.plain.name, &value = line.plain.value;
    const std::string module = name.substr(0, name.size() - std::min<std::size_t>(name.size(), 5));
    switch (line.how) {
    case Misread::NotRead: return std::format("{} sets {}, but this host's loader does not read that file.", place, name);
    case Misread::OtherName: return std::format("{} reads as {}=\"{}\", but to the loader the name is {}.", place, name, value, line.taken);
    case Misread::OtherValue:
        if (line.taken.contains('"'))
            return std::format("A quote in the comment of {} becomes part of {}{}.", place, name,
                               name.ends_with("_load") ? ", so " + module + " is not loaded" : "");
        return std::format("{} reads as {}=\"{}\", but to the loader the value is \"{}\".", place, name, value, line.taken);
    case Misread::NotYes: return std::format("{} does not load {}: the loader takes YES only, not {}.", place, module, value);
    case Misread::NotNumber:
        return std::format("{} leaves {} as it is: the kernel takes numbers only, not {}.", place, name, value);
    case Misread::NotModule: return std::format("{} loads no module: to this host's loader {} is a variable.", place, name);
    case Misread::NoVariable:
        return std::format("Nothing reads {}, which {} sets: there are pptdevs, pptdevs2 and pptdevs3.", name, place);
    case Misread::OddEntry: break;
    }
    return std::format("An entry of {} in {} is not what it seems: {}.", name, place, line.taken);
}

/// Lines the loader takes without a word, and otherwise than they read.
void misread(const Situation &situation, std::vector<Finding> &findings)
{
    for (const MisreadLine &line : situation.misread)
        findings.push_back(bootFinding(Severity::Warn, misreadText(line),
                                       {std::format("{}:{}: {}", line.at.path, line.at.line, line.text)}));
}

const char *generationName(LoaderGeneration generation)
{
    switch (generation) {
    case LoaderGeneration::Twelve: return "FreeBSD 12";
    case LoaderGeneration::Fourteen: return "FreeBSD 13 and 14";
    case LoaderGeneration::Main: break;
    }
    return "FreeBSD 15";
}

std::string differenceLine(const LoaderDifference &difference)
{
    const auto side = [](const std::optional<std::string> &value, const Origin &at) {
        return (value ? '"' + *value + '"' : "not set") + (at.line > 0 ? std::format(" ({}:{})", at.path, at.line) : "");
    };
    return std::format("{}: here {}, there {}", difference.name, side(difference.here, difference.hereAt),
                       side(difference.there, difference.thereAt));
}

/// What another release's loader would make of the same files: it comes with an upgrade.
void otherLoaders(const Situation &situation, std::vector<Finding> &findings)
{
    for (const LoaderGeneration generation :
         {LoaderGeneration::Twelve, LoaderGeneration::Fourteen, LoaderGeneration::Main}) {
        std::vector<std::string> evidence;
        for (const LoaderDifference &difference : situation.otherLoaders)
            if (difference.generation == generation)
                evidence.push_back(differenceLine(difference));
        if (!evidence.empty())
            findings.push_back(bootFinding(
                Severity::Note, std::format("The loader of {} would take these boot files otherwise.", generationName(generation)),
                std::move(evidence)));
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
    misread(situation, findings);
    complaints(*situation.loader, findings);
    otherLoaders(situation, findings);
    return findings;
}

} // namespace patchbay
