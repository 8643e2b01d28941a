// SPDX-License-Identifier: BSD-2-Clause
#include "client/boot_wait.h"

#include "client/reconnect.h"
#include "client/session.h"
#include "remote/ssh_target.h"

#include <utility>

namespace patchbay::client {

namespace {
constexpr qint64 patienceMs = 30 * 60 * 1000; ///< a large server's firmware alone takes ten minutes
constexpr qint64 shutdownMs = 120 * 1000; ///< longer than rc.shutdown(8) lets anything run
constexpr int longestPause = 10'000;
}

BootWait::BootWait(Session *session, Until until, int connection, QList<int> refusals)
    : QObject(session)
    , m_session(session)
    , m_until(until)
    , m_connection(connection)
    , m_pauses(std::move(refusals))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &BootWait::again);
    connect(session, &Session::stateChanged, this, &BootWait::changed);
    connect(session, &Session::planChanged, this, &BootWait::judge, Qt::QueuedConnection); // may end the connection that says so
}

void BootWait::start()
{
    m_since.start();
    m_timer.start(0); // who calls this may stand in an answer of the connection that ends
}

void BootWait::changed()
{
    if (m_over)
        return;
    if (m_session->connection() == m_connection && m_until == Until::Connection)
        return; // not tried yet
    if (m_session->state() == Session::State::Ready)
        return m_timer.start(longestPause); // should the plan not follow
    if (m_session->state() != Session::State::Failed)
        return m_timer.stop();
    using remote::Hindrance;
    const Hindrance why = m_session->hindrance();
    if (m_session->cancelled() || why == Hindrance::Declined || why == Hindrance::WrongKey)
        return end(false);
    if (why == Hindrance::Refused)
        return refused();
    m_away = true;
    later(m_failures++);
}

void BootWait::refused()
{
    m_pauses.isEmpty() ? end(false) : m_timer.start(m_pauses.takeFirst());
}

// What is read may still be the boot that was told to end. A trial says which it is; else a host over SSH shows it by going away.
bool BootWait::isOldBoot() const
{
    const TrialClock::Phase phase = m_session->trial().phase();
    if (phase == TrialClock::Phase::Waiting)
        return true;
    return phase == TrialClock::Phase::None && remote::SshTarget::isSpec(m_session->spec()) && !m_away &&
           m_session->snapshot()->rebootNeeded && m_since.elapsed() < shutdownMs;
}

void BootWait::judge()
{
    if (m_over || m_session->state() != Session::State::Ready || !m_session->trialKnown() || !m_session->snapshot())
        return;
    if (m_until == Until::Boot && isOldBoot())
        return later(++m_looks);
    if (m_session->connection() != m_connection)
        return end(true);
    m_session->reopen();
}

void BootWait::later(int attempt)
{
    if (m_since.elapsed() > patienceMs)
        return end(false);
    m_timer.start(std::min(Reconnect::pause(attempt), longestPause));
}

void BootWait::again()
{
    const bool useless = m_until == Until::Connection && m_session->connection() == m_connection;
    useless || m_session->state() == Session::State::Failed ? m_session->reopen() : m_session->refresh();
}

void BootWait::end(bool isBack)
{
    if (std::exchange(m_over, true))
        return;
    m_timer.stop();
    if (isBack)
        emit back();
    else
        emit gaveUp(m_session->state() == Session::State::Failed ? m_session->problem()
                                                                : tr("it still runs the boot that was to end"));
    deleteLater();
}

} // namespace patchbay::client
