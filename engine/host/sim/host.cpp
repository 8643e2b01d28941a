// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/host.h"

#include "base/file.h"
#include "host/posix_host.h"
#include "host/sim/boot.h"
#include "host/sim/hardware.h"
#include "host/sim/programs/program.h"
#include "host/sim/running.h"
#include "host/sim/start_scripts.h"
#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

SimulatedHost::SimulatedHost(std::string spec, Machine machine, std::string folder)
    : m_spec(std::move(spec))
    , m_shipped(std::move(machine))
    , m_machine(m_shipped)
    , m_store(folder)
    , m_disk(folder + "/root")
    , m_faults(folder + "/faults")
{
}

Result<> SimulatedHost::powerOn()
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    auto state = m_store.load();
    if (!state)
        return pass(state.error());
    if (state->boots > 0)
        return {};
    for (const auto &[path, bytes] : m_machine.files) {
        if (m_disk.exists(path))
            continue;
        if (const auto written = m_disk.write(path, bytes); !written)
            return written;
    }
    if (const auto booted = bootNow(*state); !booted)
        return booted;
    return m_store.save(*state);
}

Result<> SimulatedHost::buildMachine(const std::vector<std::string> &changes)
{
    if (changes == m_changes)
        return {};
    Machine machine = m_shipped;
    if (const auto changed = changeHardware(machine, changes); !changed)
        return changed;
    m_machine = std::move(machine);
    m_changes = changes;
    return {};
}

/// The power is off: what waits in the file comes true. A line that cannot be done stays there and is said.
Result<> SimulatedHost::takeUpHardware(State &state)
{
    const std::string path = m_store.folder() + "/hardware";
    const auto text = patchbay::readFile(path);
    if (!text)
        return {};
    auto changes = state.hardware;
    for (std::string &line : hardwareLines(*text))
        changes.push_back(std::move(line));
    if (const auto built = buildMachine(changes); !built)
        return built;
    state.hardware = std::move(changes);
    return patchbay::removeFile(path);
}

Result<> SimulatedHost::bootNow(State &state)
{
    if (const auto done = takeUpHardware(state); !done)
        return done;
    return boot(m_machine, m_disk, state, clock().now);
}

/// After a boot that a program or a panic brought about.
Result<> SimulatedHost::started(State &state)
{
    state.upAt = clock().now + 1000 * m_faults.downSeconds();
    if (m_faults.strike("panic", "boot"))
        if (const auto again = bootNow(state); !again)
            return again;
    return StartScripts(m_machine, m_disk, m_store.folder()).boot(state, clock());
}

Result<State> SimulatedHost::awake()
{
    auto state = m_store.load();
    if (!state)
        return state;
    if (const auto built = buildMachine(state->hardware); !built) // another process may have booted it
        return pass(built.error());
    if (!state->panic.empty()) { // it went down during an earlier call and has come up since
        state->panic.clear();
        if (const auto booted = bootNow(*state); !booted)
            return pass(booted.error());
        if (const auto up = StartScripts(m_machine, m_disk, m_store.folder()).boot(*state, clock()); !up)
            return pass(up.error());
        if (const auto saved = m_store.save(*state); !saved)
            return pass(saved.error());
    }
    if (state->background && clock().now >= std::max(state->background->wakesAt, state->upAt)) {
        const int boots = state->boots;
        if (const auto ran = StartScripts(m_machine, m_disk, m_store.folder()).wake(*state, clock()); !ran)
            return pass(ran.error());
        if (state->boots != boots)
            state->upAt = clock().now + 1000 * m_faults.downSeconds();
        if (const auto saved = m_store.save(*state); !saved)
            return pass(saved.error());
    }
    if (clock().now < state->upAt)
        return fail("the host does not answer: it is starting", m_spec);
    return state;
}

void SimulatedHost::writeLogs(const State &state)
{
    for (const Process &process : state.processes) {
        if (process.logPath.empty())
            continue;
        const std::string text = process.output(clock().now);
        const auto old = m_disk.read(process.logPath);
        if (!old || *old != text)
            (void)m_disk.write(process.logPath, text).has_value();
    }
}

static ProgramResult failureOf(const Fault &fault)
{
    const std::string status = fault.rest.substr(0, fault.rest.find(' '));
    const std::string say = fault.rest.size() > status.size() ? fault.rest.substr(status.size() + 1) + "\n" : "";
    return {int(number(status).value_or(1)), {}, say};
}

Result<SimulatedHost::Outcome> SimulatedHost::act(const std::vector<std::string> &argv,
                                                  const RunOptions &options, const std::string &logPath,
                                                  State &state)
{
    const std::string base = argv.front().substr(argv.front().rfind('/') + 1);
    if (base == "sh" && argv.size() > 1 && m_disk.exists(argv[1])) {
        auto said = StartScripts(m_machine, m_disk, m_store.folder()).run(state, clock(), {argv.begin() + 1, argv.end()});
        return said ? Result<Outcome>(Outcome {{0, std::move(*said), {}}, 0}) : pass(said.error());
    }
    const Program program = findProgram(base);
    if (!program)
        return fail("no such program", argv.front());
    if (const auto fault = m_faults.strike("run", base))
        return Outcome {failureOf(*fault), 0};
    // What has run since the boot is in memory; nothing else can be read any more.
    if (state.rootLost && !state.programs.contains(base))
        return Outcome {{126, {}, std::format("sh: {}: Device not configured\n", base)}, 0};
    state.programs.insert(base);
    const int boots = state.boots;
    if (base == "reboot" || base == "shutdown") {
        if (const auto done = takeUpHardware(state); !done)
            return pass(done.error());
    }
    Call call {m_machine, state, m_disk, argv, options.input, clock().now, logPath, 0,
               m_faults.shutdownMilliseconds()};
    call.ahead = clock().ahead;
    ProgramResult result = program(call);
    watchOn(m_machine, state, call.now);
    if (state.boots != boots)
        if (const auto up = started(state); !up)
            return pass(up.error());
    if (const auto fault = m_faults.strike("late", base))
        result = failureOf(*fault);
    return Outcome {std::move(result), call.startedPid};
}

Result<SimulatedHost::Outcome> SimulatedHost::perform(const std::vector<std::string> &argv,
                                                      const RunOptions &options, const std::string &logPath)
{
    if (argv.empty() || argv.front().empty())
        return fail("no program given");
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    auto state = awake();
    if (!state)
        return pass(state.error());
    auto outcome = act(argv, options, logPath, *state);
    if (!outcome)
        return outcome;
    writeLogs(*state);
    if (const auto saved = m_store.save(*state); !saved)
        return pass(saved.error());
    if (!state->panic.empty())
        return fail(state->panic == "powered off" ? "the host powered off"
                                                  : "the host went down: panic: " + state->panic,
                    argv.front());
    return outcome;
}

Result<ProgramResult> SimulatedHost::run(const std::vector<std::string> &argv, const RunOptions &options)
{
    auto outcome = perform(argv, options, {});
    if (!outcome)
        return pass(outcome.error());
    if (outcome->pid == 0)
        return std::move(outcome->result);
    // A program that goes on was run to its end: it is killed when the time is up, as on a real host.
    const std::string pid = std::to_string(outcome->pid);
    if (const auto killed = perform({"kill", "-9", pid}, {}, {}); !killed)
        return pass(killed.error());
    return fail("timed out", argv.front());
}

Result<std::unique_ptr<RunningProgram>> SimulatedHost::start(const std::vector<std::string> &argv,
                                                             const std::string &logPath)
{
    auto outcome = perform(argv, {}, logPath);
    if (!outcome)
        return pass(outcome.error());
    if (outcome->pid == 0 && !logPath.empty()) {
        if (const auto logged = m_disk.write(logPath, outcome->result.out + outcome->result.err); !logged)
            return pass(logged.error());
    }
    return std::make_unique<SimulatedProcess>(m_store.folder(), outcome->pid, std::move(outcome->result));
}

Result<std::string> SimulatedHost::readFile(const std::string &path)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    const auto state = awake();
    if (!state)
        return pass(state.error());
    if (state->rootLost)
        return fail("Device not configured", path);
    writeLogs(*state);
    return m_disk.read(path);
}

Result<std::vector<std::string>> SimulatedHost::listFolder(const std::string &path)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    const auto state = awake();
    if (!state)
        return pass(state.error());
    if (path != "/dev/vmm" && path != "/dev/vmm/")
        return state->rootLost ? fail("Device not configured", path) : m_disk.list(path);
    if (state->vms.empty())
        return fail("no such file", path);
    std::vector<std::string> names;
    for (const Vm &vm : state->vms)
        names.push_back(vm.name);
    return names;
}

/// With the lock held.
Result<> SimulatedHost::mayWrite(const std::string &path)
{
    const auto state = awake();
    if (!state)
        return pass(state.error());
    if (state->rootLost)
        return fail("Device not configured", path);
    if (auto inside = m_disk.checkInside(path); !inside)
        return inside;
    if (const auto fault = m_faults.strike("write", path))
        return fail(fault->rest.empty() ? "No space left on device" : fault->rest, path);
    return {};
}

Result<> SimulatedHost::replaceFile(const std::string &path, std::string_view bytes, const Expected *expected)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    if (auto may = mayWrite(path); !may)
        return may;
    return m_disk.write(path, bytes, expected);
}

Result<std::unique_ptr<PreparedFile>> SimulatedHost::prepareFile(const std::string &path, std::string_view bytes,
                                                                 const Expected *expected)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    if (auto may = mayWrite(path); !may)
        return pass(may.error());
    return prepareRealFile(m_disk.real(path), bytes, expected, [this] { return m_store.lock(); });
}

Result<> SimulatedHost::removeFile(const std::string &path)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    if (auto may = mayWrite(path); !may)
        return may;
    return m_disk.remove(path);
}

std::optional<FileTraits> SimulatedHost::traitsOf(const std::string &path) { return patchbay::traitsOf(m_disk.real(path)); }

Result<> SimulatedHost::removeTemporaries(const std::string &path, const std::vector<std::string> &contents)
{
    const auto lock = m_store.lock();
    if (!lock)
        return pass(lock.error());
    const auto removed = patchbay::removeTemporaries(m_disk.real(path), contents);
    return removed ? Result<>() : pass(removed.error());
}

Result<Handle> SimulatedHost::lock(const std::string &path)
{
    return lockFile(m_store.folder() + "/root" + path);
}

} // namespace patchbay::sim
