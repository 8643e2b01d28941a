// SPDX-License-Identifier: BSD-2-Clause
#include "plan/wanted_boot.h"

#include "plan/host_state.h"

namespace patchbay {

WantedBoot wantedBoot(const Situation &situation, const Plan &plan)
{
    WantedBoot wanted;
    wanted.ppt = plannedClaims(situation, plan);
    std::erase_if(wanted.ppt, [](const Address &address) { return address.domain != 0; });
    wanted.vmm = !wanted.ppt.empty();
    wanted.amdvi = wanted.vmm && isAmdHost(situation);
    return wanted;
}

} // namespace patchbay
