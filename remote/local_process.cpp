// SPDX-License-Identifier: BSD-2-Clause
#include "remote/local_process.h"

#include "remote/harmless.h"

#include <QTimer>

namespace patchbay::remote {

namespace {
constexpr qsizetype complaintsKept = 4096;
constexpr int patienceMs = 2000;
}

LocalProcess::LocalProcess(QString program, QStringList arguments, QObject *parent)
    : ByteStream(parent)
{
    m_process.setProgram(std::move(program));
    m_process.setArguments(std::move(arguments));
    connect(&m_process, &QProcess::readyReadStandardOutput, this,
            [this] { emit received(m_process.readAllStandardOutput()); });
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_complaints = (m_complaints + m_process.readAllStandardError()).right(complaintsKept);
    });
    connect(&m_process, &QProcess::finished, this, &LocalProcess::died);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(tr("%1 could not be started: %2").arg(m_process.program(), m_process.errorString()));
    });
}

LocalProcess::~LocalProcess()
{
    // A child that ignores the end of its input must not outlive the console.
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

void LocalProcess::open()
{
    m_process.start();
}

void LocalProcess::write(const QByteArray &bytes)
{
    if (!m_closing && !m_over)
        m_process.write(bytes);
}

void LocalProcess::close()
{
    if (m_closing || m_over)
        return;
    m_closing = true;
    m_process.closeWriteChannel();
    QTimer::singleShot(patienceMs, &m_process, &QProcess::kill);
    if (m_process.state() == QProcess::NotRunning)
        finish({});
}

void LocalProcess::died(int status, QProcess::ExitStatus how)
{
    emit received(m_process.readAllStandardOutput());
    m_complaints = (m_complaints + m_process.readAllStandardError()).right(complaintsKept);
    if (m_closing)
        return finish({});
    const QString last = lastLines(m_complaints);
    if (how == QProcess::CrashExit)
        finish(tr("The engine crashed. %1").arg(last).trimmed());
    else
        finish(last.isEmpty() ? tr("The engine ended with status %1.").arg(status) : last);
}

void LocalProcess::finish(const QString &reason)
{
    if (m_over)
        return;
    m_over = true;
    emit closed(reason);
}

} // namespace patchbay::remote
