// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"

#include <format>

namespace patchbay {

std::vector<Finding> ruleMemoryNotWired(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (std::size_t g = 0; g < plan.guests.size(); ++g) {
        const Guest &guest = plan.guests[g];
        if (guest.wired || guest.positions.empty())
            continue;
        Fix fix{"Wire the memory of " + guest.name, plan};
        fix.plan.guests[g].wired = true;
        Finding finding{.rule = "memory-not-wired",
                        .severity = Severity::Block,
                        .functions = {},
                        .cells = {},
                        .text = "The memory of " + guest.name + " is not wired, and bhyve then refuses PCI functions.",
                        .evidence = {"bhyve: passthru requires guest memory to be wired"},
                        .source = "bhyve(8) -S; measured on FreeBSD 12.1",
                        .fix = std::move(fix)};
        for (const Position &position : guest.positions) {
            finding.functions.push_back(position.host);
            finding.cells.push_back({guest.name, position.slot, position.function});
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

/// Silent where the host's memory is not known. Only wired guests count: the others can be swapped out.
std::vector<Finding> ruleMemoryShort(const Situation &situation, const Plan &plan)
{
    if (!situation.memory)
        return {};
    const std::uint64_t host = *situation.memory >> 20;
    const std::uint64_t forHost = host / 16; // the kernel and its daemons need some as well
    std::vector<Finding> findings;
    const auto add = [&](Severity severity, std::string text, std::vector<std::string> evidence) {
        evidence.push_back(std::format("the host has {} MiB", host));
        findings.push_back({.rule = "memory-short",
                            .severity = severity,
                            .functions = {},
                            .cells = {},
                            .text = std::move(text),
                            .evidence = std::move(evidence),
                            .source = "bhyve(8) -S; measured on FreeBSD 12.1: \"Unable to setup memory (12)\"",
                            .fix = std::nullopt});
    };
    std::uint64_t sum = 0;
    std::vector<std::string> parts;
    for (const Guest &guest : plan.guests) {
        if (!guest.wired)
            continue;
        const std::string part = std::format("{}: {} MiB wired", guest.name, guest.memoryMiB);
        if (guest.memoryMiB >= host)
            add(Severity::Block,
                std::format("{} wants {} MiB of wired memory, more than the host has.", guest.name, guest.memoryMiB),
                {part});
        else if (guest.memoryMiB > host - forHost)
            add(Severity::Warn,
                std::format("{} wires {} MiB and leaves the host {} MiB.", guest.name, guest.memoryMiB,
                            host - guest.memoryMiB),
                {part});
        sum = guest.memoryMiB > UINT64_MAX - sum ? UINT64_MAX : sum + guest.memoryMiB;
        parts.push_back(part);
    }
    if (findings.empty() && sum > host - forHost)
        add(Severity::Warn, std::format("All guests together wire {} MiB: they cannot all run at once.", sum), parts);
    return findings;
}

} // namespace patchbay
