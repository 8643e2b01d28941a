// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

namespace patchbay::sim {

/// A machine out of what somebody posted: lspci -x/-xxx/-xxxx text, or pciconf -l with any of B b c e v, old
/// or new form (registers are then rebuilt from ids, BARs, windows, buses and the capabilities named).
/// Errors: no function in it.
Result<Machine> machineFromDump(std::string_view dump);

/// The machine file that gives this machine again.
std::string machineText(const Machine &machine);

} // namespace patchbay::sim
