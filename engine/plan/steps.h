// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/conf_edit.h"
#include "plan/rules.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// How a plan is put into effect.
enum class ApplyMode : std::uint8_t {
    Persistent, ///< the boot files, for all boots to come
    NextBoot,   ///< nextboot.conf, for one boot
    Now         ///< on the running host, lost at the next boot
};

/// One thing that will be done.
struct Step
{
    enum class Kind : std::uint8_t { Write, Load, Release, Claim, Reboot, Verify };

    Kind kind = Kind::Write;
    std::string text;               ///< one sentence
    std::vector<Address> functions; ///< of Release, Claim and Verify; a whole host slot at a time
};

/// "write", "load", "release", "claim", "reboot", "verify".
std::string_view stepName(Step::Kind kind);

/// What is left to do between the host as it is and the plan, in order; empty when nothing is. For Persistent and
/// NextBoot `edit` is planBootEdit() or planNextBoot() of wantedBoot(); for Now it is not looked at. Pure.
std::vector<Step> stepsFor(const Situation &situation, const Plan &plan, const BootEdit &edit, ApplyMode mode);

} // namespace patchbay
