// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "host/sim/state.h"

namespace patchbay::sim {

/// Whether the root file system goes away with this function: it is the controller of the disk that the
/// machine boots from (of a pool: of all its disks). Of a machine whose texts do not tell the disks of its
/// pool, or that has several SATA controllers, nothing is known and the answer is no.
bool carriesRoot(const Machine &machine, const Device &device);

} // namespace patchbay::sim
