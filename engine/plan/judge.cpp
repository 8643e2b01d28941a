// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/function_check.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace patchbay {

namespace {

/// A check of one function at a time as a rule over the plan.
template<auto Check>
std::vector<Finding> each(const Situation &situation, const Plan &plan)
{
    return findingsOf(*std::ranges::find(functionChecks(), Check, &FunctionCheck::check), situation, plan);
}

constexpr std::array table{
    RuleEntry{"renumbered", "the function is the one that was planned", ruleRenumbered},
    RuleEntry{"iommu-absent", "the host has an IOMMU", each<checkIommuAbsent>},
    RuleEntry{"iommu-disabled", "vmm may use the IOMMU", each<checkIommuDisabled>},
    RuleEntry{"amdvi-not-enabled", "AMD-Vi is switched on for passthrough", ruleAmdviNotEnabled},
    RuleEntry{"iommu-scope", "an IOMMU unit covers the function", each<checkIommuScope>},
    RuleEntry{"iommu-caching-mode", "VT-d is not emulated with caching mode", ruleIommuCachingMode},
    RuleEntry{"rmrr", "the firmware has pinned no memory for the function", each<checkReservedMemory>},
    RuleEntry{"not-endpoint", "only endpoints can be passed through", each<checkEndpoint>},
    RuleEntry{"chipset-function", "the chipset stays with the host", each<checkChipset>},
    RuleEntry{"boot-disk", "what the host boots from stays with it", each<checkBootDisk>},
    RuleEntry{"mounted-disk", "mounted file systems stay with the host", each<checkMountedDisk>},
    RuleEntry{"swap", "swap stays with the host", each<checkSwap>},
    RuleEntry{"ssh-nic", "this very connection stays", each<checkSshNic>},
    RuleEntry{"default-route", "the host stays on the network", each<checkDefaultRoute>},
    RuleEntry{"console", "the host keeps its console", each<checkConsole>},
    RuleEntry{"keyboard", "the host keeps its keyboard", each<checkKeyboard>},
    RuleEntry{"domain-nonzero", "pptdevs and bhyve know only PCI domain 0", each<checkDomain>},
    RuleEntry{"pptdevs-shadow", "an entry takes nothing in other PCI domains", rulePptdevsShadow},
    RuleEntry{"msi-missing", "the function has MSI or MSI-X", each<checkMsi>},
    RuleEntry{"msix-exhaustion", "there are interrupt vectors enough", ruleMsixExhaustion},
    RuleEntry{"bar-alignment", "memory BARs are whole pages", each<checkBarAlignment>},
    RuleEntry{"bar-window", "BARs fit into the guest's address space", ruleBarWindow},
    RuleEntry{"reset-missing", "the function can be reset", each<checkReset>},
    RuleEntry{"guest-name", "names can be used and are used once", ruleGuestName},
    RuleEntry{"guest-device", "bhyve knows the guest's other devices", ruleGuestDevice},
    RuleEntry{"slot-range", "cells are on the board", ruleSlotRange},
    RuleEntry{"slot-reserved", "host bridge and lpc keep their slots", ruleSlotReserved},
    RuleEntry{"slot-occupied", "one thing in each cell", ruleSlotOccupied},
    RuleEntry{"function-twice", "a function stands once in a guest", ruleFunctionTwice},
    RuleEntry{"device-in-two-guests", "guests share no function", ruleDeviceInTwoGuests},
    RuleEntry{"coupled-functions", "functions that belong together stay together", ruleCoupledFunctions},
    RuleEntry{"function-zero-missing", "a slot in use has a function 0", ruleFunctionZeroMissing},
    RuleEntry{"isolation-group", "functions that can reach each other go together", ruleIsolationGroup},
    RuleEntry{"pptdevs-capacity", "pptdevs takes all entries", rulePptdevsCapacity},
    RuleEntry{"vmm-not-preloaded", "the loader loads vmm", ruleVmmNotPreloaded},
    RuleEntry{"loader-overridden", "boot files do what they seem to do", ruleLoaderOverridden},
    RuleEntry{"memory-not-wired", "guests with functions wire their memory", ruleMemoryNotWired},
    RuleEntry{"memory-short", "the host has memory enough", ruleMemoryShort},
    RuleEntry{"names-shift", "names in rc.conf and fstab stay with their devices", ruleNamesShift},
    RuleEntry{"not-claimed", "ppt holds what the boot files give it", ruleNotClaimed},
};

} // namespace

std::span<const RuleEntry> ruleTable()
{
    return table;
}

std::vector<Finding> judge(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const RuleEntry &entry : ruleTable())
        std::ranges::move(entry.rule(situation, plan), std::back_inserter(findings));
    std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::severity);
    return findings;
}

} // namespace patchbay
