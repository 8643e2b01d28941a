// SPDX-License-Identifier: BSD-2-Clause
#include "plan/function_check.h"

#include "plan/host_state.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

std::optional<Remark> firstBlocker(const Situation &situation, const Node &node, Use use, auto counts)
{
    for (const FunctionCheck &check : functionChecks()) {
        auto remark = check.check(situation, node, use);
        if (remark && remark->severity == Severity::Block && counts(*remark))
            return remark;
    }
    return std::nullopt;
}

} // namespace

std::span<const FunctionCheck> functionChecks()
{
    static constexpr std::array checks{
        FunctionCheck{"not-endpoint", checkEndpoint},
        FunctionCheck{"chipset-function", checkChipset},
        FunctionCheck{"domain-nonzero", checkDomain},
        FunctionCheck{"boot-disk", checkBootDisk},
        FunctionCheck{"ssh-nic", checkSshNic},
        FunctionCheck{"default-route", checkDefaultRoute},
        FunctionCheck{"mounted-disk", checkMountedDisk},
        FunctionCheck{"swap", checkSwap},
        FunctionCheck{"console", checkConsole},
        FunctionCheck{"keyboard", checkKeyboard},
        FunctionCheck{"msi-missing", checkMsi},
        FunctionCheck{"bar-alignment", checkBarAlignment},
        FunctionCheck{"iommu-absent", checkIommuAbsent},
        FunctionCheck{"iommu-disabled", checkIommuDisabled},
        FunctionCheck{"iommu-scope", checkIommuScope},
        FunctionCheck{"rmrr", checkReservedMemory},
        FunctionCheck{"reset-missing", checkReset},
    };
    return checks;
}

std::vector<Finding> findingsOf(const FunctionCheck &check, const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Address &address : plannedClaims(situation, plan)) {
        const Node *node = situation.topology.find(address);
        if (!node)
            continue;
        std::vector<Cell> cells;
        for (const Guest &guest : plan.guests) {
            for (const Position &position : guest.positions) {
                if (position.host == address)
                    cells.push_back({guest.name, position.slot, position.function});
            }
        }
        auto remark = check.check(situation, *node, cells.empty() ? Use::Reserved : Use::Placed);
        if (!remark)
            continue;
        // What is true of several in the same words is said once.
        const auto same = std::ranges::find_if(findings, [&](const Finding &f) {
            return f.severity == remark->severity && f.text == remark->text && f.evidence == remark->evidence;
        });
        if (same != findings.end()) {
            same->functions.push_back(address);
            std::ranges::move(cells, std::back_inserter(same->cells));
            continue;
        }
        findings.push_back({.rule = std::string(check.rule),
                            .severity = remark->severity,
                            .functions = {address},
                            .cells = std::move(cells),
                            .text = std::move(remark->text),
                            .evidence = std::move(remark->evidence),
                            .source = std::move(remark->source),
                            .fix = std::nullopt,
                            .guard = remark->guard,
                            .lifted = remark->lifted});
    }
    return findings;
}

std::optional<Remark> blockerBesideGuards(const Situation &situation, const Node &node)
{
    return firstBlocker(situation, node, Use::Placed, [](const Remark &remark) { return !remark.guard; });
}

std::optional<Remark> blockingGuard(const Situation &situation, const Node &node)
{
    return firstBlocker(situation, node, Use::Placed, [](const Remark &remark) { return remark.guard; });
}

std::optional<Remark> blocker(const Situation &situation, const Node &node)
{
    return firstBlocker(situation, node, Use::Placed, [](const Remark &) { return true; });
}

std::optional<Remark> claimBlocker(const Situation &situation, const Node &node)
{
    if (auto remark = checkEndpoint(situation, node, Use::Placed))
        return remark;
    return firstBlocker(situation, node, Use::Reserved, [](const Remark &) { return true; });
}

} // namespace patchbay
