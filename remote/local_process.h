// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"

#include <QProcess>
#include <QStringList>

namespace patchbay::remote {

/// An engine as a child process of this one; its standard input and output are the stream. What it prints on standard
/// error is kept (the last 4 KiB) and told as the reason when it dies.
class LocalProcess final : public ByteStream
{
    Q_OBJECT
public:
    /// Runs `program` with `arguments`, never through a shell.
    LocalProcess(QString program, QStringList arguments, QObject *parent = nullptr);
    ~LocalProcess() override;

    void open() override;
    void write(const QByteArray &bytes) override;
    void close() override;

private:
    void finish(const QString &reason);
    void died(int status, QProcess::ExitStatus how);

    QProcess m_process;
    QByteArray m_complaints;
    bool m_closing = false;
    bool m_over = false;
};

} // namespace patchbay::remote
