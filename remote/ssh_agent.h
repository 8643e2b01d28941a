// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <QByteArrayList>
#include <QList>

#include <thread>

namespace patchbay::remote {

/// A key an agent has, or a certificate for one.
struct AgentKey
{
    QByteArray blob;    ///< the public key or certificate, as it is sent
    QByteArray comment;
    QByteArray signer;  ///< the agent's key to sign with; empty: `blob`
};

struct AgentKeys
{
    int fd = -1; ///< connected; the caller's
    QList<AgentKey> keys;
};

/// Connects to an agent's socket and asks for its list of keys, since libssh would wait for ever for an agent that hangs.
/// Errors: a clause ("does not answer").
Outcome<AgentKeys> connectAgent(SshLoop &loop, const QString &socket, const QDeadlineTimer &deadline);

/// What libssh takes for the agent: shows it the keys chosen, in that order, and passes on what it wants signed, nothing
/// else. libssh talks to agents without our loop; it gives up when the connection is cancelled or a signature takes longer
/// than `seconds`.
class AgentRelay
{
public:
    /// `agent` is the relay's from here on.
    AgentRelay(const SshLoop &loop, int agent, QList<AgentKey> shown, int seconds);
    ~AgentRelay();
    AgentRelay(const AgentRelay &) = delete;
    AgentRelay &operator=(const AgentRelay &) = delete;

    [[nodiscard]] int fd() const { return m_ends[1]; } ///< for ssh_set_agent_socket(), which closes it
    void stop();                                       ///< what is below is known then
    [[nodiscard]] bool late() const { return m_late; }
    [[nodiscard]] const QByteArrayList &wanted() const { return m_wanted; } ///< blobs a signature was asked of

private:
    void run();
    QByteArray answer(const QByteArray &request);
    QByteArray sign(QByteArray request);
    QByteArray receive(int fd, const QDeadlineTimer &deadline);
    bool send(int fd, const QByteArray &message);
    bool wait(int fd, short events, const QDeadlineTimer &deadline);

    const SshLoop &m_loop;
    int m_agent;
    QList<AgentKey> m_shown;
    int m_seconds;
    int m_ends[2] = {-1, -1};
    std::atomic<bool> m_over = false, m_late = false;
    Waker m_end;
    QByteArrayList m_wanted;
    std::thread m_thread;
};

} // namespace patchbay::remote
