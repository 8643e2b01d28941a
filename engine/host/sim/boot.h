// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/disk.h"
#include "host/sim/machine.h"
#include "host/sim/state.h"

namespace patchbay::sim {

/// One boot: reads the boot files off the disk by loader(8)'s own rules, hands the kernel what it would take
/// of the environment, loads modules and attaches every function. Running guests are gone afterwards. What
/// the loader writes (the first line of nextboot.conf on UFS, nextboot_enable in the pool's store on ZFS) is
/// written. Errors: the disk cannot be written.
Result<> boot(const Machine &machine, Disk &disk, State &state, std::int64_t now);

} // namespace patchbay::sim
