// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "pci/function.h"

namespace patchbay::sim {

/// Gives the function the capability lists that the dump names: same ids in the same order at the same
/// offsets, with every register bit that pciconf's words tell (7.0 to 15); other bits stay zero. An offset
/// that no list can hold, or that is named twice, is left out; an extended list that does not begin at 0x100
/// is moved there, or nothing would find it. The function's config must have 4096 bytes.
void writeCapabilities(const Function &from, MachineFunction &into);

} // namespace patchbay::sim
