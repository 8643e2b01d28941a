// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_stream.h"

#include <mutex>

namespace patchbay::remote {

/// What an SshStream and its thread have in common.
struct SshStream::Shared
{
    Waker waker;
    std::atomic<bool> cancelled = false;
    std::atomic<qint64> unread = 0; ///< bytes on their way to the stream's thread
    std::mutex mutex;               ///< guards the rest
    QByteArray out;
    bool closing = false;
    bool running = false; ///< an engine is there, so an end can be orderly
    std::unique_ptr<Reply> reply; ///< null: not answered yet
};

/// The thread's side of an SshStream: connects, starts the engine, carries bytes until the end.
class SshWorker
{
public:
    explicit SshWorker(SshStream &stream);

    struct End
    {
        QString reason; ///< empty when it was closed by us
        Hindrance hindrance = Hindrance::Away;
    };
    /// Runs until the stream ends.
    End run();

private:
    Outcome<> work();
    Outcome<> pump(ssh_channel channel);
    Outcome<Reply> ask(const Question &question);
    void deliver(QByteArray bytes);
    [[nodiscard]] QString lastWords(const SshChannel &stream, const QByteArray &complaints) const;

    SshStream &m_stream;
    SshStream::Shared &m_shared;
    SshLoop m_loop;
    Talk m_talk;
    SshLink m_link;
    bool m_absent = false; ///< a question found nobody
    bool m_open = false; ///< every host on the way has let us in
};

} // namespace patchbay::remote
