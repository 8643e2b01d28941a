// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <charconv>
#include <format>

namespace patchbay {

namespace {

constexpr std::uint64_t mib = 1024 * 1024;
constexpr std::uint64_t smallWindow = 512 * mib;      // 0xc0000000-0xdfffffff, shared with the emulated devices
constexpr std::uint64_t largeWindow = 32 * 1024 * mib; // above the guest's memory
constexpr std::uint64_t largestInSmall = 128 * mib;   // a 64-bit BAR above this goes to the large window

std::optional<std::uint64_t> numberOf(const std::optional<std::string> &text)
{
    std::uint64_t value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

/// Interrupts that the kernel can give to MSI and MSI-X altogether.
std::uint64_t vectorBudget(const Situation &situation)
{
    if (const auto told = numberOf(sysctlOf(situation, "machdep.num_msi_irqs")))
        return *told;
    return situation.osVersion.value_or(0) >= 1300000 ? 2048 : 512;
}

} // namespace

/// Functions whose MSI-X table is not known count as none. What the host's own drivers use is not known either, so
/// half of the budget is left to them.
std::vector<Finding> ruleMsixExhaustion(const Situation &situation, const Plan &plan)
{
    std::uint64_t sum = 0;
    Finding finding{.rule = "msix-exhaustion",
                    .severity = Severity::Warn,
                    .functions = {},
                    .cells = {},
                    .text = {},
                    .evidence = {},
                    .source = "ppt allocates a function's whole MSI-X table at once",
                    .fix = std::nullopt};
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            const Node *node = situation.topology.find(position.host);
            if (!node || !node->function.msix || std::ranges::contains(finding.functions, position.host))
                continue;
            sum += node->function.msix->messages;
            finding.functions.push_back(position.host);
            finding.cells.push_back({guest.name, position.slot, position.function});
            finding.evidence.push_back(std::format("{}: {} vectors", shortName(position.host),
                                                   node->function.msix->messages));
        }
    }
    const std::uint64_t budget = vectorBudget(situation);
    if (sum <= budget / 2)
        return {};
    finding.text = std::format("The guests' functions allocate {} MSI-X vectors at once, and the kernel has {} for the "
                               "whole host.",
                               sum, budget);
    finding.evidence.push_back(std::format("machdep.num_msi_irqs: {}", budget));
    return {finding};
}

/// BARs of unknown size count as none. A warning: bhyve starts all the same and leaves the BAR without an address.
std::vector<Finding> ruleBarWindow(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Guest &guest : plan.guests) {
        std::uint64_t small = 0, large = 0;
        Finding finding{.rule = "bar-window",
                        .severity = Severity::Warn,
                        .functions = {},
                        .cells = {},
                        .text = {},
                        .evidence = {},
                        .source = "bhyve's windows for device memory",
                        .fix = std::nullopt};
        for (const Position &position : guest.positions) {
            const Node *node = situation.topology.find(position.host);
            if (!node)
                continue;
            std::uint64_t own = 0;
            for (const Bar &bar : node->function.bars) {
                if (bar.kind == Bar::Kind::Io || bar.reg == 0x30 || !bar.size)
                    continue;
                (bar.bits == 64 && *bar.size > largestInSmall ? large : small) += *bar.size;
                own += *bar.size;
            }
            if (own < 16 * mib)
                continue;
            finding.functions.push_back(position.host);
            finding.cells.push_back({guest.name, position.slot, position.function});
            finding.evidence.push_back(std::format("{}: {} MiB of BARs", shortName(position.host), own / mib));
        }
        if (small <= smallWindow && large <= largeWindow)
            continue;
        finding.text = small > smallWindow
                           ? std::format("The BARs of {} need {} MiB below 4 GiB, where bhyve has 512 MiB.", guest.name,
                                         small / mib)
                           : std::format("The large BARs of {} need {} MiB, and bhyve's window for them has 32768 MiB.",
                                         guest.name, large / mib);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace patchbay
