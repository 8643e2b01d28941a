// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QDeadlineTimer>
#include <QString>

#include <atomic>
#include <expected>
#include <memory>
#include <vector>

#include <libssh/libssh.h>

namespace patchbay::remote {

/// T, or one sentence for a person; an empty one means that somebody cancelled.
template<typename T = void>
using Outcome = std::expected<T, QString>;

/// Ends a poll() from another thread.
class Waker
{
public:
    Waker();
    ~Waker();
    Waker(const Waker &) = delete;
    Waker &operator=(const Waker &) = delete;

    void wake();             ///< any thread
    void drain();            ///< the waiting thread
    [[nodiscard]] int fd() const { return m_fds[0]; }

private:
    int m_fds[2] = {-1, -1};
};

/// All waiting of one connection's thread. libssh is never left to wait by itself: its sessions do not block, calls are
/// repeated here until they are done, cancelled or late. What flows through jump hosts is carried on meanwhile.
class SshLoop
{
public:
    /// Both outlive the loop. `cancelled` is set before waker.wake().
    SshLoop(Waker &waker, const std::atomic<bool> &cancelled);
    ~SshLoop();

    [[nodiscard]] bool cancelled() const { return m_cancelled; }

    /// Waits until something may have happened: on `session` (may be null), on `fd` (-1: none) for `events`, on a jump, or
    /// until woken. The errors: cancelled, and late.
    Outcome<> wait(const QDeadlineTimer &deadline, ssh_session session, int fd = -1, short events = 0);

    /// Repeats a libssh call until it returns something else than `again`.
    template<typename Call>
    Outcome<int> finish(const QDeadlineTimer &deadline, ssh_session session, int again, Call call)
    {
        for (;;) {
            const int status = call();
            if (status != again)
                return status;
            if (auto waited = wait(deadline, session); !waited)
                return std::unexpected(waited.error());
        }
    }

    /// A socket whose other end is `channel` of `via`; carried as long as the loop lives. -1 when there are no descriptors.
    int bridge(ssh_session via, ssh_channel channel);

private:
    struct Bridge
    {
        ssh_session via;
        ssh_channel channel;
        int fd;
        QByteArray up, down; ///< to the channel, to the socket
        bool ended = false;
    };
    void carry(Bridge &bridge);
    void carryAll();

    Waker &m_waker;
    const std::atomic<bool> &m_cancelled;
    std::vector<std::unique_ptr<Bridge>> m_bridges;
};

} // namespace patchbay::remote
