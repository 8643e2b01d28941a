// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QObject>
#include <QTimer>

namespace patchbay::client {

class Session;

/// Opens a session's connection again when it was cut: at once, then after 1, 2, 4… seconds, half a minute at the most. Asks
/// nobody anything: no dialog comes up by itself. Gives up after an hour, when a person cancels, and when only a person can go
/// on. Lives as long as the session.
class Reconnect final : public QObject
{
    Q_OBJECT
public:
    explicit Reconnect(Session *session);

    /// How long to wait before the n-th attempt (0, 1, …), milliseconds.
    static int pause(int attempt);

private:
    void lost(bool wasReady);
    void changed();

    Session *m_session;
    QTimer m_timer;
    int m_attempt = 0;
    bool m_trying = false; ///< the session was Ready once and is to be so again
};

} // namespace patchbay::client
