// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/clock.h"
#include "host/sim/disk.h"
#include "host/sim/machine.h"
#include "host/sim/state.h"

namespace patchbay::sim {

/// The host's own start scripts, /usr/local/etc/rc.d/*, run by this machine's sh as rc(8) would run them: what they do to
/// files happens in the host's folder, and programs that only FreeBSD has answer from the state. A script that would go on
/// in the background is remembered and run again, from its beginning, whenever it has slept long enough.
class StartScripts
{
public:
    StartScripts(const Machine &machine, Disk &disk, std::string folder)
        : m_machine(machine)
        , m_disk(disk)
        , m_folder(std::move(folder))
    {
    }

    /// What follows a boot; one of them may boot again. Errors: no sh here, the folder cannot be written.
    Result<> boot(State &state, const Clock &clock);
    /// sh SCRIPT WORD...: what it wrote.
    Result<std::string> run(State &state, const Clock &clock, const std::vector<std::string> &words);
    /// Those in the background that have slept enough. True: something ran.
    Result<bool> wake(State &state, const Clock &clock);

private:
    Result<> prepare(const State &state) const;
    Result<> replay(State &state, const Clock &clock);

    const Machine &m_machine;
    Disk &m_disk;
    std::string m_folder;
    int m_boots = 0;
};

} // namespace patchbay::sim
