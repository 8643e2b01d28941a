// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

#include <cstdint>
#include <vector>

namespace patchbay::sim {

/// A base address register with the size that the machine knows.
struct SizedBar
{
    unsigned reg = 0; ///< 0x10 ... 0x24
    bool io = false, prefetchable = false;
    int bits = 32;                    ///< 20, 32 or 64; -1: a reserved type
    std::uint64_t base = 0, size = 0; ///< bytes
    bool enabled = false;             ///< by the command register
};

/// The BARs that the kernel would have recorded: those with a size.
std::vector<SizedBar> sizedBars(const MachineFunction &function);

/// Subsystem vendor and device, wherever the header type keeps them; zeros where it has none.
std::pair<std::uint16_t, std::uint16_t> subsystemIds(const MachineFunction &function);

/// Offset of a capability in the standard list; 0: none. Guarded against lists that loop.
unsigned findCapability(const MachineFunction &function, unsigned id);

/// The same in the extended list.
unsigned findExtended(const MachineFunction &function, unsigned id);

} // namespace patchbay::sim
