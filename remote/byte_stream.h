// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

namespace patchbay::remote {

/// Why a stream closed by itself, as far as trying again goes.
enum class Hindrance {
    Away,     ///< not there, cut off, or what was started there has failed: it may come back by itself
    Declined, ///< a person said no
    Absent,   ///< only a person could go on, and nobody was to be asked
    Refused,  ///< the host is there and lets us not in: who goes on trying is soon locked out by it
    WrongKey, ///< the host is there and shows a key that is not to be trusted
};

/// A two-way stream of bytes to an engine, however it is reached. Lives in the thread that made it.
///
/// After closed() nothing more is received and write() does nothing. closed() comes exactly once, also when the
/// stream never opened; a stream closed by close() of ours says an empty reason.
class ByteStream : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Starts connecting; received() or closed() follow later, never from inside this call.
    virtual void open() = 0;

    /// As open(), while nobody may be in front of the console: nothing is asked. Where only a person could go on the stream
    /// closes and says so.
    virtual void openQuietly() { open(); }

    /// Queues bytes; returns at once.
    virtual void write(const QByteArray &bytes) = 0;

    /// Ends the stream in order: what was written still goes out. Safe to call twice.
    virtual void close() = 0;

    /// After closed().
    [[nodiscard]] virtual Hindrance hindrance() const { return Hindrance::Away; }

signals:
    void received(const QByteArray &bytes);
    /// What is being done until the stream is open; `total` 0: nobody knows how long it takes.
    void progressed(const QString &text, int done, int total);
    /// What belongs into the connection's details, as it comes: a line or a few.
    void noted(const QString &text);
    /// `reason` is one sentence for a person; empty after close().
    void closed(const QString &reason);
};

} // namespace patchbay::remote
