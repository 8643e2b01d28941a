// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/conf_edit.h"
#include "plan/rules.h"

namespace patchbay {

/// What the boot files must give the kernel for a plan: every function of a board and of the reserve (where the plan
/// leaves the reserve open, what the files claim today stays), vmm when there is any, AMD-Vi for passthrough on an AMD
/// host. Functions outside PCI domain 0 are left out: pptdevs would take others for them.
WantedBoot wantedBoot(const Situation &situation, const Plan &plan);

} // namespace patchbay
