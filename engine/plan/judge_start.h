// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

namespace patchbay {

/// What speaks for and against starting this guest on the host as it runs now, worst first. judge() looks at what a plan
/// becomes after the next boot; here what the boot files say does not count. Beyond judge(), these block: a function that
/// ppt does not hold (not-claimed), one that another virtual machine holds (device-in-two-guests), AMD-Vi switched off
/// in the running kernel (amdvi-not-enabled). Findings offer no fixes. Pure.
std::vector<Finding> judgeStart(const Situation &situation, const Guest &guest);

/// What no start of this guest can come through, whatever the host: guest-name, slot-range, slot-occupied,
/// function-twice, guest-device.
std::vector<Finding> judgeDefinition(const Guest &guest);

} // namespace patchbay
