// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "pci/function.h"

namespace patchbay::sim {

/// Adds the functions of a pciconf listing to a machine, in its order: registers that read as the listing
/// says, names, drivers (what ppt holds gets the driver that FreeBSD would give it), and the release whose
/// pciconf uses these words. Where the listing does not say which buses are behind a bridge (no -B), they are
/// made up so that every bus hangs together: by what buildTopology() knows, else by the next bridge with a
/// link.
void addListing(std::vector<Function> functions, std::string_view dump, Machine &machine);

} // namespace patchbay::sim
