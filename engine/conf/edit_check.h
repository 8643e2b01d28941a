// SPDX-License-Identifier: BSD-2-Clause
// What planning an edit of the boot files and judging its result share. Pure.
#pragma once

#include "conf/conf_edit.h"

#include <string>
#include <vector>

namespace patchbay {

/// The variable without which vmm leaves an AMD IOMMU alone (amdvi(4)).
inline constexpr const char *amdviName = "hw.vmm.amdvi.enable";

/// As pptdevs names them: in domain 0, in order, each once.
std::vector<Address> sortedFunctions(std::vector<Address> functions);

/// "FILE:LINE"
std::string placeOf(const Assignment &assignment);

/// evaluateLoader(), but with no file at all the defaults are left out too: here they are never of interest.
LoaderResult evaluateOwn(const BootFiles &boot);

/// A file that the loader reads at every boot and that could not be read here: what it sets nobody knows. nullptr: none.
const std::string *unreadFile(const BootFiles &boot);

/// Why a boot that ends in `after` is not what is wanted, a clause with its place; empty when it is: all functions, vmm and
/// the IOMMU as wanted, and all else as in `before`, the same files without our block. `target`: the file with the block.
std::string objection(const LoaderResult &before, const LoaderResult &after, const WantedBoot &wanted,
                      const std::string &target);

} // namespace patchbay
