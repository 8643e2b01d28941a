// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A machine that comes with Patchbay.
struct MachineInfo
{
    std::string name;    ///< "home-server": what stands after "sim:"
    std::string title;   ///< "A home server"
    std::string summary; ///< one sentence
};

/// The machines in resources/machines (from $PATCHBAY_RESOURCES, else the source tree, else the installed
/// share), by name. A file that cannot be read is left out.
std::vector<MachineInfo> shippedMachines();

/// Opens a simulated host: a shipped machine's name, or a folder (a path with a '/') that holds a file
/// "machine".
///
/// Its state lives in $PATCHBAY_SIM_DIR/NAME, else $XDG_STATE_HOME/patchbay/sim/NAME, else
/// ~/.local/state/patchbay/sim/NAME, or in the folder itself, and survives; the first opening boots it once:
///
///     machine   the machine file (of a folder only)
///     state     what changes: drivers, kenv, guests (see sim/state.h)
///     root/     the host's files: root/boot/loader.conf
///     environments/  the files of boot environments that do not run (bectl)
///     faults    optional, for tests: one fault a line (see sim/faults.h)
///     hardware  optional: cards to be moved, added and removed at the next boot (see sim/hardware.h)
///     clock     optional: lets time pass (see sim/clock.h)
///     bin/ rc/  what its start scripts need here (see sim/start_scripts.h)
///     lock      held while a program runs, so that several processes can use one host
///
/// A boot runs the start scripts in /usr/local/etc/rc.d by this machine's sh. Programs answer at once.
/// bhyve "runs" by the clock alone: its process number, output, end and what it
/// holds can be seen from every process that opens the host. A panic ends the call with an error that carries
/// its words; the host has rebooted by the next call. Errors: no such machine (with the names there are), a
/// broken machine file or state.
Result<std::unique_ptr<Host>> openSimulatedHost(std::string_view nameOrFolder);

/// Makes the folder of a simulated host out of a dump (pciconf -lBbcev or lspci -xxxx text) so that
/// openSimulatedHost(folder) opens it: how a forum post becomes a machine. Errors: no functions in the dump,
/// the folder cannot be written.
Result<> simulateDump(std::string_view dump, const std::string &folder);

} // namespace patchbay
