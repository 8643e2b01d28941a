// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace patchbay::client {

class Session;

/// Waits until a host that was told to restart runs its next boot and is read over a connection that was made since: the old
/// one proves nothing about who can still reach the host. Ends itself after back() or gaveUp(), and when a person cancels.
class BootWait final : public QObject
{
    Q_OBJECT
public:
    enum class Until {
        Boot,      ///< the host was told to restart
        Connection ///< nothing restarts; only the connection is to be another
    };
    /// `connection`: the one that proves nothing, see Session::connection().
    BootWait(Session *session, Until until, int connection);
    void start();

signals:
    void back();
    void gaveUp(const QString &problem);

private:
    void changed();
    void judge();
    [[nodiscard]] bool isOldBoot() const;
    void later(int attempt);
    void again();
    void end(bool isBack);

    Session *m_session;
    Until m_until;
    int m_connection;
    bool m_away = false;  ///< the host was out of reach since
    int m_failures = 0, m_looks = 0;
    bool m_over = false;
    QElapsedTimer m_since;
    QTimer m_timer;
};

} // namespace patchbay::client
