// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_hop.h"

#include <QElapsedTimer>

#include <memory>
#include <string>
#include <vector>

namespace patchbay::remote {

/// The whole way to a host: every jump host with a key exchange, a host key check and a login of its own, then the host.
/// libssh's own ProxyJump is not used: it authenticates jump hosts in threads of its own where nobody can be asked, and has
/// lost keys on the way. Used from one thread.
class SshLink
{
public:
    SshLink(SshLoop &loop, const Talk &talk, SshSettings settings, SshTarget target);
    ~SshLink();

    Outcome<> open();

    /// Runs a command line there; the channel is the link's and lives until forget() or the end.
    Outcome<ssh_channel> execute(const std::string &command);
    void forget(ssh_channel channel);

    /// While a person thinks: reads what the host sends, so that it gets answers to its own questions whether we are still there
    /// (ClientAliveInterval). False: the connection is gone. After open().
    bool attend();

    /// What open() has failed at.
    [[nodiscard]] Hindrance hindrance() const { return m_hops.empty() ? Hindrance::Away : m_hops.back()->hindrance(); }
    /// The host itself; valid after open().
    [[nodiscard]] SshHop &host() const { return *m_hops.back(); }

private:
    Outcome<> openWay(const SshTarget &target, bool followConfig, int depth);
    Outcome<int> reach(SshHop &hop, SshHop *before);
    Outcome<int> openSession(ssh_channel &channel);

    SshLoop &m_loop;
    const Talk &m_talk;
    SshSettings m_settings;
    SshTarget m_target;
    std::vector<std::unique_ptr<SshHop>> m_hops;
    std::vector<ssh_channel> m_channels; ///< freed before the sessions they belong to
    bool m_ran = false; ///< a program
};

/// The other end of a channel, read and written a piece at a time, with all the care a connection needs: keep-alives, a
/// cut noticed, nothing kept without bound.
class SshChannel
{
public:
    SshChannel(SshLoop &loop, SshLink &link, ssh_channel channel, const SshPatience &patience);

    QByteArray out;        ///< to be sent; what went is cut off at the front
    bool endOfInput = false; ///< after `out` the other side's input ends

    /// Moves what can be moved. Appends to `received`, the last 4 KiB of standard error to `complaints`. False: the channel
    /// has ended, everything was received, and the other side has said how it ended (or kept that to itself for 5 s).
    Outcome<bool> move(QByteArray &received, QByteArray &complaints);

    /// Waits until there may be something to move. The errors: cancelled, late, connection lost.
    Outcome<> wait(const QDeadlineTimer &deadline);

    /// How the program ended, as a sentence fragment; empty: with status 0.
    [[nodiscard]] QString ending() const;

private:
    void send();
    void take(QByteArray &bytes, int stream, qsizetype limit);
    void takeComplaints(QByteArray &complaints);
    Outcome<> keepAlive();
    bool saidHow();

    SshLoop &m_loop;
    SshLink &m_link;
    ssh_channel m_channel;
    int m_alive;
    quint64 m_seen = 0;
    qint64 m_seenAt = 0, m_sentAt = 0, m_lookedAt = 0;
    bool m_inputEnded = false;
    QElapsedTimer m_clock, m_outputEnd;
};

} // namespace patchbay::remote
