// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "base/result.h"
#include "guest/bhyve_line.h"
#include "host/host.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// Where the host keeps what guests leave behind: NAME/log (all output), NAME/state (see GuestStatus).
inline constexpr std::string_view guestRunFolder = "/var/db/patchbay/guests";

/// What is known of a guest's life. Written to NAME/state as "key value" lines at every change, so that other engines
/// see it; `state` there is the word of its enumerator.
struct GuestStatus
{
    enum class State : std::uint8_t { Stopped, Loading, Running, Stopping, Failed };

    std::string name;
    State state = State::Stopped;
    long processId = 0;            ///< of bhyve or bhyveload while it runs
    std::optional<int> exitStatus; ///< of the last program that ended
    std::vector<Address> holds;    ///< host functions its machine was given, until it is destroyed
    std::string cause;             ///< why it failed, one or two sentences

    bool operator==(const GuestStatus &) const = default;
};

std::string_view stateName(GuestStatus::State state);
std::string guestLogPath(std::string_view name);

/// Runs one guest on a host, from start to whatever end, and leaves nothing behind: after every end, orderly or not,
/// `bhyvectl --vm=NAME --destroy` frees its functions. bhyve's exit status 0 is a reboot: the machine is destroyed, loaded
/// and run again. One object for each running guest, used from the thread that uses its Host; as long as it runs, no other
/// engine can start, stop or destroy the guest. Destroying the object ends nothing; a later engine finds the guest by its
/// state file.
class GuestLife
{
public:
    using Clock = std::chrono::steady_clock;

    /// Why a program failed: its name, exit status and last output, in words. See bhyveCause().
    using Explain = std::function<std::string(std::string_view program, int status, std::string_view output)>;

    /// `host` must outlive the object.
    GuestLife(Host &host, Guest guest, Explain explain);

    /// Runs exactly guestLines(). A machine that nobody runs any more is destroyed first. Errors: "the guest runs already",
    /// whoever started it, with nothing touched; a program is missing. A failure after that shows in status().
    Result<> start();

    /// Takes over a guest that runs though no engine looks after it, to stop it. Errors: "another engine looks after it",
    /// "the guest does not run".
    Result<> adopt();

    /// Goes on: after bhyveload comes bhyve, after a reboot comes bhyveload, after an end comes destroy. Call it a few
    /// times a second while running(); blocks only for bhyvectl. True when the status changed.
    bool poll(Clock::time_point now = Clock::now());

    /// The power button; `force`, or a second call, or no end within `patience`: SIGKILL.
    void stop(bool force = false, std::chrono::seconds patience = std::chrono::seconds(30));

    /// Output since the last call; the log has all of it.
    [[nodiscard]] std::string takeOutput();

    [[nodiscard]] const GuestStatus &status() const { return m_status; }
    [[nodiscard]] bool running() const { return m_program != nullptr; }

private:
    Result<> launch(GuestStatus::State state, const std::vector<std::string> &argv);
    void ended(int status, Clock::time_point now);
    void collect();
    void destroy();
    bool stoppedByAnother();
    void finish(GuestStatus::State state, std::string cause);
    void save();

    Host &m_host;
    Guest m_guest;
    GuestLines m_lines;
    Explain m_explain;
    GuestStatus m_status;
    std::unique_ptr<RunningProgram> m_program;
    std::string m_output; ///< not yet taken
    std::string m_tail;   ///< the last of this program's output, for the explanation
    Clock::time_point m_since;
    std::optional<Clock::time_point> m_forceAt;
    Clock::time_point m_nextLook; ///< at the state file, where another engine notes that it stops the guest
    Handle m_lock;                ///< see lockGuest()
    bool m_adopted = false;
    int m_quickReboots = 0;
};

/// The guests' states as the state files tell, by name; unreadable ones are left out. One whose program is gone though no
/// engine looks after it has ended: stopped where that was asked for, else failed.
std::vector<GuestStatus> readGuestStates(Host &host);

/// Tells the engine that looks after a guest to end it: notes "stopping" in its state file, then SIGTERM, or SIGKILL when
/// forced. Errors: "the guest does not run", kill(1) refused.
Result<> stopForeignGuest(Host &host, std::string_view name, bool force);

/// Frees what a machine without bhyve still holds. Errors: "the guest does not run" where there is none, bhyvectl(8)
/// refused.
Result<> destroyLeftover(Host &host, std::string_view name);

} // namespace patchbay
