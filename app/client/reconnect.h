// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QList>
#include <QObject>
#include <QTimer>

namespace patchbay::client {

class Session;

/// Opens a session's connection again when it was cut: at once, then after 1, 2, 4… seconds, half a minute at the most. Asks
/// nobody anything: no dialog comes up by itself. Gives up after an hour, when a person cancels, when only a person can go on,
/// when the host's key is wrong, and soon where the host lets nobody in: hosts lock out for ever whoever goes on trying. Keeps
/// still while a BootWait looks after the session. Lives as long as the session.
class Reconnect final : public QObject
{
    Q_OBJECT
public:
    /// `refusals`: as pausesOfRefused(); tests are shorter.
    explicit Reconnect(Session *session, QList<int> refusals = pausesOfRefused());

    /// How long to wait after the first, second… time that the host let nobody in, milliseconds; after that it was the last.
    /// Five failures in ten minutes are what fail2ban and sshguard commonly take.
    static QList<int> pausesOfRefused() { return {30'000, 90'000}; }
    /// Whether it is going to try again.
    [[nodiscard]] bool tries() const { return m_timer.isActive(); }
    /// How long to wait before the n-th attempt (0, 1, …), milliseconds.
    static int pause(int attempt);

private:
    void lost(bool wasReady);
    void refused();
    void changed();

    Session *m_session;
    QTimer m_timer;
    QList<int> m_pauses;
    int m_attempt = 0;
    qsizetype m_refused = 0;
    bool m_trying = false; ///< the session was Ready once and is to be so again
};

} // namespace patchbay::client
