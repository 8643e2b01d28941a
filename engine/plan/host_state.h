// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/coverage.h"
#include "plan/rules.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The IOMMU that vmm would use, by the ACPI tables. Unknown: nobody read them.
using IommuKind = IommuSummary::Kind;

IommuKind iommuKind(const Situation &situation);

/// Whether passthrough needs hw.vmm.amdvi.enable here: an IVRS table, or, where tables were not read, an AMD or Hygon
/// processor (hw.model, else the host bridge's vendor).
bool isAmdHost(const Situation &situation);

/// A sysctl or kernel variable of the running host; nullopt: not read or not set.
std::optional<std::string> sysctlOf(const Situation &situation, std::string_view name);
std::optional<std::string> kenvOf(const Situation &situation, std::string_view name);

/// A variable as the boot files leave it to the kernel: one that the kernel would drop for its length (a line
/// "name=value" above 257 bytes) is as good as not set. nullopt: no boot files known, or not set.
std::optional<std::string> bootVariable(const Situation &situation, std::string_view name);

/// Whether loader(8) will load vmm beside the kernel; nullopt: boot files not known.
std::optional<bool> vmmAtBoot(const Situation &situation);

/// The functions that a pptdevs value claims, by the kernel's grammar.
std::vector<Address> pptdevsEntries(std::string_view value);

/// Whether entries for these fit into the three variables at 128 characters each, the documented limit.
bool fitsPptdevs(const std::vector<Address> &addresses);

/// What pptdevs, pptdevs2 and pptdevs3 of the boot files will claim; by address, each once. nullopt: not known.
std::optional<std::vector<Address>> bootClaims(const Situation &situation);

/// The same of the running kernel's environment.
std::optional<std::vector<Address>> runningClaims(const Situation &situation);

/// All that ppt shall hold once the plan is applied: what stands on boards and what is reserved (or, where the plan
/// leaves that open, what the boot files claim today); by address, each once.
std::vector<Address> plannedClaims(const Situation &situation, const Plan &plan);

} // namespace patchbay
