// SPDX-License-Identifier: BSD-2-Clause
#include "remote/key_tool.h"

#include "remote/ssh_wire.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QProcess>
#include <QTemporaryFile>

namespace patchbay::remote {

namespace {

constexpr int longest = 10'000; ///< ms

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyTool", text);
}

QByteArray lineOf(const QByteArray &blob)
{
    return SshTaker(blob).string() + ' ' + blob.toBase64() + '\n';
}

// Its exit status.
std::expected<int, QString> run(const QStringList &arguments, const QByteArray &input, const std::function<bool()> &stop)
{
    QProcess tool;
    tool.setStandardOutputFile(QProcess::nullDevice());
    tool.setStandardErrorFile(QProcess::nullDevice());
    tool.start(QStringLiteral("ssh-keygen"), arguments);
    if (!tool.waitForStarted(longest))
        return std::unexpected(tr("ssh-keygen is not there to tell"));
    tool.write(input);
    tool.closeWriteChannel();
    const QDeadlineTimer late(longest);
    while (!tool.waitForFinished(20) && tool.state() != QProcess::NotRunning) {
        if (!late.hasExpired() && !stop())
            continue;
        tool.kill();
        tool.waitForFinished(longest);
        return std::unexpected(tr("ssh-keygen does not tell in time"));
    }
    if (tool.exitStatus() != QProcess::NormalExit)
        return std::unexpected(tr("ssh-keygen could not tell"));
    return tool.exitCode();
}

} // namespace

std::expected<bool, QString> isSignedRight(const QByteArray &certificate, const std::function<bool()> &stop)
{
    return run({QStringLiteral("-L"), QStringLiteral("-f"), QStringLiteral("-")}, lineOf(certificate), stop).transform([](int status) {
        return status == 0;
    });
}

std::expected<bool, QString> isRevokedByKrl(const QString &krl, const QByteArray &key, const std::function<bool()> &stop)
{
    QTemporaryFile file;
    const QByteArray line = lineOf(key);
    if (!file.open() || file.write(line) != line.size() || !file.flush())
        return std::unexpected(file.errorString());
    const auto status = run({QStringLiteral("-Q"), QStringLiteral("-f"), krl, file.fileName()}, {}, stop);
    if (!status)
        return std::unexpected(status.error());
    if (*status != 0 && *status != 1)
        return std::unexpected(tr("ssh-keygen cannot read it"));
    return *status == 1;
}

} // namespace patchbay::remote
