// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// One function: what the plan wants of it and what it is.
struct VerifiedFunction
{
    Address address;
    std::string intended; ///< "ppt" or "host"
    std::string actual;   ///< "ppt0", "em0", "none", "gone", "unknown"
    bool good = false;
    std::string cause;    ///< likely cause of a difference, one sentence; empty when good
};

struct Verification
{
    bool good = false;                       ///< all functions are
    std::vector<VerifiedFunction> functions; ///< what the plan claims, then what ppt holds beyond it
    std::vector<Finding> findings;           ///< renumbered and not-claimed, for those that are not good
};

/// Compares a plan with the truth, as after the boot that should have put it into effect. Pure. A driver that is not
/// known counts as not good, with that as its cause.
Verification verifyPlan(const Situation &situation, const Plan &plan);

/// Why ppt does not hold a function that it should hold: one sentence; empty when it does.
std::string causeNotClaimed(const Situation &situation, const Address &address);

} // namespace patchbay
