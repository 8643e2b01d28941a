// SPDX-License-Identifier: BSD-2-Clause
#include "guest/life.h"

#include "guest/guest_state.h"
#include "guest/owner.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::size_t tailLength = 4096;
constexpr std::size_t outputLimit = std::size_t(1) << 20; ///< what nobody takes is in the log all the same
constexpr int quickRebootLimit = 5;
constexpr std::chrono::seconds quickReboot(3);
constexpr std::chrono::seconds stateLook(1);
constexpr std::chrono::seconds foreignPatience(30);

} // namespace

GuestLife::GuestLife(Host &host, Guest guest, Explain explain)
    : m_host(host)
    , m_guest(std::move(guest))
    , m_lines(guestLines(m_guest))
    , m_explain(std::move(explain))
{
    m_status.name = m_guest.name;
}

Result<> GuestLife::start()
{
    auto lock = running() ? fail("is locked") : lockGuest(m_host, m_guest.name);
    if (!lock)
        return isLocked(lock.error()) ? fail("the guest runs already", m_guest.name) : pass(lock.error());
    const auto before = readGuestState(m_host, m_guest.name);
    if ((before && isBusy(before->state) && isAlive(m_host, *before)) || isRunning(m_host, m_guest.name))
        return fail("the guest runs already", m_guest.name);
    m_lock = std::move(*lock);
    m_adopted = false;
    m_status = {.name = m_guest.name};
    for (const Position &position : m_guest.positions)
        m_status.holds.push_back(position.host);
    m_quickReboots = 0;
    m_forceAt.reset();
    // A machine left from before makes bhyveload and bhyve fail with "File exists".
    destroy();
    auto launched = m_lines.load.empty() ? launch(GuestStatus::State::Running, m_lines.run)
                                         : launch(GuestStatus::State::Loading, m_lines.load);
    if (!launched)
        finish(GuestStatus::State::Failed, launched.error().toString());
    return launched;
}

Result<> GuestLife::adopt()
{
    auto lock = running() ? fail("is locked") : lockGuest(m_host, m_guest.name);
    if (!lock)
        return isLocked(lock.error()) ? fail("another engine looks after it", m_guest.name) : pass(lock.error());
    const auto before = readGuestState(m_host, m_guest.name);
    if (!before || !isBusy(before->state) || !isAlive(m_host, *before))
        return fail("the guest does not run", m_guest.name);
    m_lock = std::move(*lock);
    m_adopted = true;
    m_status = *before;
    m_forceAt.reset();
    if (m_status.state == GuestStatus::State::Stopping)
        m_status.state = GuestStatus::State::Running; // nobody waits for that stop any more
    m_program = foreignProgram(m_host, m_status);
    m_since = Clock::now();
    return {};
}

Result<> GuestLife::launch(GuestStatus::State state, const std::vector<std::string> &argv)
{
    auto program = m_host.start(argv, guestLogPath(m_guest.name));
    if (!program)
        return pass(program.error());
    m_program = std::move(*program);
    m_tail.clear();
    m_since = Clock::now();
    m_status.state = state;
    m_status.processId = m_program->processId();
    save();
    return {};
}

bool GuestLife::poll(Clock::time_point now)
{
    if (!m_program)
        return false;
    const GuestStatus before = m_status;
    collect();
    if (const auto status = m_program->ended()) {
        collect(); // what it wrote between the two questions
        ended(*status, now);
    } else if (m_forceAt && now >= *m_forceAt) {
        m_forceAt.reset();
        m_program->stop(true);
    } else if (m_status.state != GuestStatus::State::Stopping && now >= m_nextLook) {
        m_nextLook = now + stateLook;
        if (stoppedByAnother()) {
            m_status.state = GuestStatus::State::Stopping;
            m_forceAt = now + foreignPatience;
        }
    }
    return m_status != before;
}

void GuestLife::collect()
{
    const std::string text = m_program->takeOutput();
    m_tail += text;
    m_tail.erase(0, m_tail.size() - std::min(m_tail.size(), tailLength));
    m_output += text;
    m_output.erase(0, m_output.size() - std::min(m_output.size(), outputLimit));
}

void GuestLife::ended(int status, Clock::time_point now)
{
    const bool loading = m_status.state == GuestStatus::State::Loading;
    const bool stopping = m_status.state == GuestStatus::State::Stopping || stoppedByAnother();
    m_status.exitStatus = m_adopted ? std::nullopt : std::optional(status);
    m_status.processId = 0;
    m_program.reset();

    if (loading && status == 0 && !stopping) {
        if (const auto launched = launch(GuestStatus::State::Running, m_lines.run); !launched) {
            destroy();
            finish(GuestStatus::State::Failed, launched.error().toString());
        }
        return;
    }
    destroy();
    if (stopping) {
        finish(GuestStatus::State::Stopped, {});
    } else if (!loading && status == 0) {
        m_quickReboots = now - m_since < quickReboot ? m_quickReboots + 1 : 0;
        if (m_quickReboots >= quickRebootLimit) {
            finish(GuestStatus::State::Failed, "The guest reboots again and again within seconds.");
            return;
        }
        const auto launched = m_lines.load.empty() ? launch(GuestStatus::State::Running, m_lines.run)
                                                   : launch(GuestStatus::State::Loading, m_lines.load);
        if (!launched)
            finish(GuestStatus::State::Failed, launched.error().toString());
    } else {
        std::string cause = m_explain ? m_explain(loading ? "bhyveload" : "bhyve", status, m_tail) : std::string();
        if (cause.empty() && (loading || status > 2))
            cause = std::string(loading ? "bhyveload" : "bhyve") + " ended with exit status " + std::to_string(status) + ".";
        finish(cause.empty() ? GuestStatus::State::Stopped : GuestStatus::State::Failed, cause);
    }
}

void GuestLife::stop(bool force, std::chrono::seconds patience)
{
    if (!m_program)
        return;
    const bool again = m_status.state == GuestStatus::State::Stopping;
    // bhyveload knows no power button.
    const bool kill = force || again || m_status.state == GuestStatus::State::Loading;
    m_program->stop(kill);
    m_status.state = GuestStatus::State::Stopping;
    m_forceAt = kill ? std::nullopt : std::optional(Clock::now() + patience);
    save();
}

std::string GuestLife::takeOutput()
{
    if (m_program)
        collect();
    return std::exchange(m_output, {});
}

void GuestLife::destroy()
{
    // It fails where there is nothing to destroy, which is as good.
    (void)m_host.run({"bhyvectl", "--vm=" + m_guest.name, "--destroy"});
}

bool GuestLife::stoppedByAnother()
{
    const auto noted = readGuestState(m_host, m_guest.name);
    return noted && noted->state == GuestStatus::State::Stopping && noted->processId == m_status.processId;
}

void GuestLife::finish(GuestStatus::State state, std::string cause)
{
    m_status.state = state;
    m_status.cause = std::move(cause);
    m_status.processId = 0;
    if (!machineExists(m_host, m_guest.name))
        m_status.holds.clear();
    m_forceAt.reset();
    save();
    m_lock.reset();
}

void GuestLife::save()
{
    // A state that cannot be kept must not stop a guest that can run: the next change tries again.
    (void)writeGuestState(m_host, m_status);
}

} // namespace patchbay
