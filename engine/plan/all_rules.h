// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

/// The rules that look at the plan as a whole; those about one function at a time are in plan/function_check.h. What a
/// rule does with facts that are missing stands with it.
namespace patchbay {

std::vector<Finding> ruleAmdviNotEnabled(const Situation &, const Plan &);
std::vector<Finding> ruleIommuCachingMode(const Situation &, const Plan &);

std::vector<Finding> ruleMsixExhaustion(const Situation &, const Plan &);
std::vector<Finding> ruleBarWindow(const Situation &, const Plan &);
std::vector<Finding> ruleRenumbered(const Situation &, const Plan &);

std::vector<Finding> ruleCoupledFunctions(const Situation &, const Plan &);
std::vector<Finding> ruleIsolationGroup(const Situation &, const Plan &);

std::vector<Finding> ruleGuestName(const Situation &, const Plan &);
std::vector<Finding> ruleGuestDevice(const Situation &, const Plan &);
std::vector<Finding> ruleSlotRange(const Situation &, const Plan &);
std::vector<Finding> ruleSlotReserved(const Situation &, const Plan &);
std::vector<Finding> ruleSlotOccupied(const Situation &, const Plan &);
std::vector<Finding> ruleFunctionZeroMissing(const Situation &, const Plan &);
std::vector<Finding> ruleFunctionTwice(const Situation &, const Plan &);
std::vector<Finding> ruleDeviceInTwoGuests(const Situation &, const Plan &);

std::vector<Finding> rulePptdevsShadow(const Situation &, const Plan &);
std::vector<Finding> rulePptdevsCapacity(const Situation &, const Plan &);
std::vector<Finding> ruleVmmNotPreloaded(const Situation &, const Plan &);
std::vector<Finding> ruleLoaderOverridden(const Situation &, const Plan &);
std::vector<Finding> ruleNamesShift(const Situation &, const Plan &);
std::vector<Finding> ruleNotClaimed(const Situation &, const Plan &);

std::vector<Finding> ruleMemoryNotWired(const Situation &, const Plan &);
std::vector<Finding> ruleMemoryShort(const Situation &, const Plan &);

} // namespace patchbay
