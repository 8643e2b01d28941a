// SPDX-License-Identifier: BSD-2-Clause
#include "client/reconnect.h"

#include "client/session.h"
#include "remote/ssh_stream.h"

#include <algorithm>

namespace patchbay::client {

namespace {
constexpr int attempts = 120; ///< about an hour of half minutes
constexpr int longest = 30'000;
}

Reconnect::Reconnect(Session *session)
    : QObject(session)
    , m_session(session)
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
    const QString &why = m_session->problem();
    m_trying = (m_trying || wasReady) && why != remote::SshStream::declined() && why != remote::SshStream::needsPerson();
    if (m_trying && m_attempt < attempts)
        m_timer.start(pause(m_attempt++));
}

void Reconnect::changed()
{
    // Somebody opened it by hand, or it is back.
    if (m_session->state() != Session::State::Failed)
        m_timer.stop();
    if (m_session->state() == Session::State::Ready)
        m_attempt = 0;
}

} // namespace patchbay::client
