// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host.h"
#include "host/sim/clock.h"
#include "host/sim/disk.h"
#include "host/sim/faults.h"
#include "host/sim/machine.h"
#include "host/sim/store.h"

namespace patchbay::sim {

/// Host's door to a simulated machine. Every call locks the folder, loads the state, lets one program act on
/// it and saves.
class SimulatedHost final : public Host
{
public:
    SimulatedHost(std::string spec, Machine machine, std::string folder);

    /// Lays the disk out and boots, when this machine has never run. Errors: the folder cannot be written.
    Result<> powerOn();

    [[nodiscard]] std::string spec() const override { return m_spec; }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return std::nullopt; }
    [[nodiscard]] std::optional<std::string> connection() const override
    {
        return m_machine.connection.empty() ? std::nullopt : std::optional(m_machine.connection);
    }
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &options) override;
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv,
                                                  const std::string &logPath) override;
    Result<std::string> readFile(const std::string &path) override;
    Result<std::vector<std::string>> listFolder(const std::string &path) override;
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected) override;
    Result<std::unique_ptr<PreparedFile>> prepareFile(const std::string &path, std::string_view bytes,
                                                      const Expected *expected) override;
    Result<> removeFile(const std::string &path) override;
    [[nodiscard]] std::optional<FileTraits> traitsOf(const std::string &path) override;
    Result<Handle> lock(const std::string &path) override;
    Result<> removeTemporaries(const std::string &path, const std::vector<std::string> &contents) override;

    [[nodiscard]] const Machine &machine() const { return m_machine; }

private:
    struct Outcome
    {
        ProgramResult result;
        long pid = 0;
    };
    Result<Outcome> perform(const std::vector<std::string> &argv, const RunOptions &options,
                            const std::string &logPath);
    Result<Outcome> act(const std::vector<std::string> &argv, const RunOptions &options,
                        const std::string &logPath, State &state);
    Result<State> awake();
    Result<> bootNow(State &state);
    Result<> takeUpHardware(State &state);
    Result<> buildMachine(const std::vector<std::string> &changes);
    Result<> started(State &state);
    [[nodiscard]] Clock clock() const { return clockOf(m_store.folder()); }
    Result<> mayWrite(const std::string &path);
    void writeLogs(const State &state);

    std::string m_spec;
    Machine m_shipped; ///< as its file has it
    Machine m_machine; ///< with the changes of its hardware
    std::vector<std::string> m_changes; ///< those in m_machine
    Store m_store;
    Disk m_disk;
    Faults m_faults;
};

} // namespace patchbay::sim
