// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/disk.h"
#include "host/sim/machine.h"
#include "host/sim/state.h"

#include <string>

namespace patchbay::sim {

/// What bectl(8) manages on a simulated host whose root is on ZFS: the running one's files are the host's, those of the
/// others lie beside them. All of a boot environment is one dataset: what lies elsewhere in a pool is not simulated.

/// "zroot/ROOT" of "zroot/ROOT/default"; empty: this machine's root is no boot environment.
std::string environmentRoot(const Machine &machine);

/// The dataset that is mounted on / now.
std::string rootDataset(const Machine &machine, const State &state);

/// Those that bectl list shows, by name; the machine's own is always among them.
std::vector<BootEnvironment> environmentsOf(const Machine &machine, const State &state);

/// What the loader does first: takes the one that was asked for once, else that of the pool's bootfs. Errors: the folder
/// cannot be written.
Result<> enterEnvironment(const Machine &machine, Disk &disk, State &state);

} // namespace patchbay::sim
