// SPDX-License-Identifier: BSD-2-Clause
#include "client/reconnect.h"

#include "client/boot_wait.h"
#include "client/session.h"

#include <algorithm>
#include <utility>

namespace patchbay::client {

namespace {
constexpr int attempts = 120; ///< about an hour of half minutes
constexpr int longest = 30'000;
}

Reconnect::Reconnect(Session *session, QList<int> refusals)
    : QObject(session)
    , m_session(session)
    , m_pauses(std::move(refusals))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, session, &Session::reopenQuietly);
    connect(session, &Session::lost, this, &Reconnect::lost);
    connect(session, &Session::stateChanged, this, &Reconnect::changed);
}

int Reconnect::pause(int attempt)
{
    return attempt == 0 ? 0 : std::min(longest, 1000 << std::min(attempt - 1, 10));
}

void Reconnect::lost(bool wasReady)
{
    using remote::Hindrance;
    const Hindrance why = m_session->hindrance();
    m_trying = (m_trying || wasReady) && (why == Hindrance::Away || why == Hindrance::Refused);
    if (!m_trying || m_session->findChild<BootWait *>())
        return;
    if (why == Hindrance::Refused)
        return refused();
    if (m_attempt < attempts)
        m_timer.start(pause(m_attempt++));
}

void Reconnect::refused()
{
    if (m_refused < m_pauses.size())
        return m_timer.start(m_pauses[m_refused++]);
    m_trying = false;
    m_session->addToProblem(tr("It was tried %n times; going on would have it lock this machine out.", nullptr, int(m_refused) + 1));
}

void Reconnect::changed()
{
    // Somebody opened it by hand, or it is back.
    if (m_session->state() != Session::State::Failed)
        m_timer.stop();
    if (m_session->state() == Session::State::Ready) {
        m_attempt = 0;
        m_refused = 0;
    }
}

} // namespace patchbay::client
