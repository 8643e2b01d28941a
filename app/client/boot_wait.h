// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>

namespace patchbay::client {

class Session;

/// Waits until a host that was told to restart runs its next boot and is read over a connection that was made since: the old
/// one proves nothing about who can still reach the host. A host that boots may let nobody in for a while (nologin(5), a home
/// that is not mounted yet), so that is tried again a few times. Ends itself after back() or gaveUp(), when a person cancels, and
/// when the host shows a wrong key.
class BootWait final : public QObject
{
    Q_OBJECT
public:
    enum class Until {
        Boot,      ///< the host was told to restart
        Connection ///< nothing restarts; only the connection is to be another
    };
    /// `connection`: the one that proves nothing, see Session::connection().
    /// `refusals`: as pausesOfRefused(); tests are shorter.
    BootWait(Session *session, Until until, int connection, QList<int> refusals = pausesOfRefused());
    void start();

    /// As Reconnect's, five minutes in all.
    static QList<int> pausesOfRefused() { return {30'000, 90'000, 180'000}; }

signals:
    void back();
    void gaveUp(const QString &problem);

private:
    void changed();
    void judge();
    [[nodiscard]] bool isOldBoot() const;
    void later(int attempt);
    void refused();
    void again();
    void end(bool isBack);

    Session *m_session;
    Until m_until;
    int m_connection;
    bool m_away = false;  ///< the host was out of reach since
    int m_failures = 0, m_looks = 0;
    QList<int> m_pauses; ///< those of refusals that are left
    bool m_over = false;
    QElapsedTimer m_since;
    QTimer m_timer;
};

} // namespace patchbay::client
