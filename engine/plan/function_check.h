// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What a rule says of one function, wherever it may stand: shared by the rules and by the board's options, so that a
/// cell never lights up for a function that the findings then refuse.
struct Remark
{
    Severity severity = Severity::Note;
    std::string title; ///< in a few words: "It is a bridge."
    std::string text;  ///< one sentence; names the function unless it is true of the whole host
    std::vector<std::string> evidence;
    std::string source;
    std::string hint; ///< what would work instead, one sentence
    bool guard = false, lifted = false; ///< see Finding
};

/// How a plan uses the function.
enum class Use : std::uint8_t { Placed, Reserved };

/// A rule that looks at one function at a time. Pure; at most a few microseconds.
struct FunctionCheck
{
    std::string_view rule;
    std::optional<Remark> (*check)(const Situation &, const Node &, Use);
};

// One per rule; what each needs to know and does without it stands with it in rules_*.cpp.
std::optional<Remark> checkIommuAbsent(const Situation &, const Node &, Use);
std::optional<Remark> checkIommuDisabled(const Situation &, const Node &, Use);
std::optional<Remark> checkIommuScope(const Situation &, const Node &, Use);
std::optional<Remark> checkReservedMemory(const Situation &, const Node &, Use);
std::optional<Remark> checkEndpoint(const Situation &, const Node &, Use);
std::optional<Remark> checkChipset(const Situation &, const Node &, Use);
std::optional<Remark> checkDomain(const Situation &, const Node &, Use);
std::optional<Remark> checkMsi(const Situation &, const Node &, Use);
std::optional<Remark> checkReset(const Situation &, const Node &, Use);
std::optional<Remark> checkBarAlignment(const Situation &, const Node &, Use);
std::optional<Remark> checkBootDisk(const Situation &, const Node &, Use);
std::optional<Remark> checkMountedDisk(const Situation &, const Node &, Use);
std::optional<Remark> checkSwap(const Situation &, const Node &, Use);
std::optional<Remark> checkSshNic(const Situation &, const Node &, Use);
std::optional<Remark> checkDefaultRoute(const Situation &, const Node &, Use);
std::optional<Remark> checkConsole(const Situation &, const Node &, Use);
std::optional<Remark> checkKeyboard(const Situation &, const Node &, Use);

/// All of them, the one that says most first.
std::span<const FunctionCheck> functionChecks();

/// A check over every function that the plan places or reserves: one finding for each, with its cells; functions of
/// which exactly the same is said share one.
std::vector<Finding> findingsOf(const FunctionCheck &check, const Situation &situation, const Plan &plan);

/// The first check that blocks this function; nullopt: nothing does. Guards, which a person may lift, are asked apart where
/// a plan may hold what cannot be applied yet.
std::optional<Remark> blocker(const Situation &situation, const Node &node);

/// What keeps ppt from being given it on the running host, for whichever guest or none: what blocks a plan that reserves it,
/// and a bridge, which ppt refuses. What only a guest would meet (no IOMMU, no MSI) is said when a guest gets it.
std::optional<Remark> claimBlocker(const Situation &situation, const Node &node);
std::optional<Remark> blockerBesideGuards(const Situation &situation, const Node &node);
std::optional<Remark> blockingGuard(const Situation &situation, const Node &node);

} // namespace patchbay
