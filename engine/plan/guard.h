// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The rules that keep a host from losing what it stands on, by id. They block until a person lifts them one by one.
std::span<const std::string_view> guardRules();
bool isGuard(std::string_view rule);

/// Whether a person lifted this rule for this function.
bool isLifted(const Situation &situation, std::string_view rule, const Address &address);

/// What the host has on a function, in a few words for a badge: "zroot", "swap", "this connection", "the console"; empty:
/// nothing that is known. Each once, the weightiest first.
std::vector<std::string> carriedBy(const Situation &situation, const Address &address);

/// A guard that would block a function's way, whatever the plan: the host stands on it, or may.
struct Standing
{
    std::string rule; ///< "boot-disk"
    std::string word; ///< in two words, for a column: "boot disk", "this connection"
    std::string text; ///< one sentence with the way down: "2/0/0 carries the host's root file system: zroot → … → pci0:2:0:0."
};

/// The weightiest first. Lifted ones are told as well; what nobody looked at is not.
std::vector<Standing> standingOn(const Situation &situation, const Node &node);

/// Everything a plan's guards would be judged by, in a form to be digested: what was seen is what runs.
std::vector<std::string> guardFacts(const Situation &situation, const Plan &plan);

} // namespace patchbay
