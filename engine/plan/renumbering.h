// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/find_again.h"

#include <span>
#include <vector>

namespace patchbay {

/// Every function of a plan that has an identity, each address once: those on boards first.
std::vector<Remembered> rememberedBy(const Plan &plan);

/// The same of all that ppt shall hold by this plan; where the plan itself has no identity, the plan applied last tells.
std::vector<Remembered> rememberedClaims(const Situation &situation, const Plan &plan);

/// The plan with moved functions under the addresses they have now, boards and reserve alike. A plan that leaves the reserve
/// to the boot files gets one of its own, since they name the old addresses.
Plan followMoves(const Situation &situation, const Plan &plan, std::span<const Whereabouts> found);

} // namespace patchbay
