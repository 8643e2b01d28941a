// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <condition_variable>
#include <mutex>

namespace patchbay::remote {

/// The end of what a ProxyCommand says on its standard error: there it says what is wrong. Any thread.
class ProxyWords
{
public:
    void append(const QByteArray &bytes);
    void end();
    /// What there is once the command has ended, or after so many milliseconds.
    QByteArray wait(int milliseconds);

private:
    std::mutex m_mutex;
    std::condition_variable m_over;
    QByteArray m_last;
    bool m_ended = false;
};

struct ProxyCommand
{
    int fd = -1; ///< its standard input and output; it ends when that is closed
    std::shared_ptr<ProxyWords> words;
};

/// Runs one with /bin/sh.
Outcome<ProxyCommand> startProxyCommand(const QString &command);

} // namespace patchbay::remote
