// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <thread>

namespace patchbay::remote {

/// Connects to an agent's socket and asks for its list of keys, since libssh would wait for ever for an agent that hangs.
/// The descriptor is ready for libssh; -1: the agent has no keys. Errors: a clause ("does not answer").
Outcome<int> connectAgent(SshLoop &loop, const QString &socket, const QDeadlineTimer &deadline);

/// libssh talks to agents without our loop. As long as this lives, `fd` is shut down when the connection is cancelled or
/// `seconds` have passed, which makes libssh give up.
class AgentWatch
{
public:
    AgentWatch(const SshLoop &loop, int fd, int seconds);
    ~AgentWatch();
    [[nodiscard]] bool late() const { return m_late; }

private:
    std::atomic<bool> m_over = false, m_late = false;
    int m_fd;
    std::thread m_thread;
};

} // namespace patchbay::remote
