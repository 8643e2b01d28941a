// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host.h"
#include "host/sim/store.h"

namespace patchbay::sim {

/// A bhyve of a simulated host as its starter sees it; another process may kill it meanwhile.
class SimulatedProcess final : public RunningProgram
{
public:
    /// pid 0: it ended at once with `result`.
    SimulatedProcess(std::string folder, long pid, ProgramResult result);

    [[nodiscard]] long processId() const override { return m_pid; }
    [[nodiscard]] std::string takeOutput() override;
    [[nodiscard]] std::optional<int> ended() override;
    void stop(bool force) override;

private:
    std::optional<Process> look();

    Store m_store;
    long m_pid;
    ProgramResult m_result;
    std::size_t m_taken = 0;
    std::optional<Process> m_last; // a reboot forgets processes: what was last seen of it
};

/// SIGTERM (the power button) or SIGKILL to a process; an orderly guest then takes `shutdownTime` milliseconds. False: it
/// is not running.
bool signalProcess(State &state, long pid, bool force, std::int64_t now, std::int64_t shutdownTime);

} // namespace patchbay::sim
