// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/running.h"

#include "host/sim/clock.h"
#include "host/sim/faults.h"

#include <algorithm>

namespace patchbay::sim {

bool signalProcess(State &state, long pid, bool force, std::int64_t now, std::int64_t shutdownTime)
{
    const auto process = std::ranges::find(state.processes, pid, &Process::pid);
    if (process == state.processes.end() || !process->running(now))
        return false;
    if (force) {
        process->endsAt = now;
        process->status = 137;
    } else if (process->hasSystem && !process->endsAt) {
        const std::int64_t since = now - process->startedAt;
        process->script.emplace_back(since, "Shutdown NOW!\r\nPower button pressed: stopping services\r\n");
        process->script.emplace_back(since + shutdownTime,
                                     "Uptime: " + std::to_string(since / 1000) +
                                         "s\r\nacpi0: Powering system off\r\n");
        process->endsAt = now + shutdownTime;
        process->status = 1;
    }
    return true;
}

SimulatedProcess::SimulatedProcess(std::string folder, long pid, ProgramResult result)
    : m_store(std::move(folder))
    , m_pid(pid)
    , m_result(std::move(result))
{
}

std::optional<Process> SimulatedProcess::look()
{
    const auto lock = m_store.lock();
    auto state = m_store.load();
    if (!lock || !state)
        return m_last;
    const auto it = std::ranges::find(state->processes, m_pid, &Process::pid);
    if (it != state->processes.end()) {
        m_last = *it;
    } else if (m_last && !m_last->endsAt) { // the host rebooted under it
        m_last->endsAt = clockOf(m_store.folder()).now;
        m_last->status = 137;
    }
    return m_last;
}

std::string SimulatedProcess::takeOutput()
{
    std::string text = m_result.out + m_result.err;
    if (m_pid != 0) {
        const auto process = look();
        if (process)
            text += process->output(clockOf(m_store.folder()).now);
    }
    const std::size_t from = std::min(m_taken, text.size());
    m_taken = text.size();
    return text.substr(from);
}

std::optional<int> SimulatedProcess::ended()
{
    if (m_pid == 0)
        return m_result.status;
    const auto process = look();
    if (!process || process->running(clockOf(m_store.folder()).now))
        return std::nullopt;
    return process->status;
}

void SimulatedProcess::stop(bool force)
{
    const auto lock = m_store.lock();
    auto state = m_store.load();
    const int shutdownTime = Faults(m_store.folder() + "/faults").shutdownMilliseconds();
    if (lock && state && signalProcess(*state, m_pid, force, clockOf(m_store.folder()).now, shutdownTime))
        (void)m_store.save(*state).has_value();
}

} // namespace patchbay::sim
