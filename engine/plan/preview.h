// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/finding.h"
#include "plan/steps.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Everything that applying a plan would do to the host, before anything is touched. The guests' command lines are
/// guestLines() of guest/bhyve_line.h.
struct Preview
{
    std::string token;              ///< what was seen is what runs: apply compares it
    BootEdit boot;                  ///< empty for ApplyMode::Now
    std::optional<Error> bootError; ///< why no change of the boot files could be planned; blocks
    std::vector<Step> steps;
    std::vector<Finding> findings;
    bool blocked = false;           ///< a finding blocks, or bootError
};

/// Pure; never fails. `revision` is the capture's. Where the boot files were not read, the change is shown as for a host
/// that has none, and a note says so.
Preview previewPlan(const Situation &situation, const Plan &plan, std::string_view revision,
                    ApplyMode mode = ApplyMode::Persistent);

/// Digest of (capture revision, boot files, plan, mode): 64 hex digits. A preview of one mode is no consent to another.
std::string previewToken(const Situation &situation, const Plan &plan, std::string_view revision,
                         ApplyMode mode = ApplyMode::Persistent);

/// The other mode that a token was made for on the same host and plan; nullopt: none, so something else differs.
std::optional<ApplyMode> otherModeOf(std::string_view token, const Situation &situation, const Plan &plan,
                                     std::string_view revision, ApplyMode mode);

} // namespace patchbay
