// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace patchbay::remote {

/// What ssh_config(5) files say about one host, the first value of each keyword first, as ssh takes it.
///
/// libssh reads the same files for host name, port, user, ciphers and key exchange, and is asked for those. It hands out
/// neither lists nor what it has no use for, which is what this is for: identity files, ProxyJump, HostKeyAlias.
struct SshConfig
{
    QHash<QString, QStringList> values; ///< by lower-case keyword; one entry a line, arguments joined by blanks
    QStringList names;                  ///< hosts that Host lines name, patterns left out, in order
    QStringList ignored;                ///< keywords that apply to this host and that we do nothing with, once each
    QStringList problems;               ///< "FILE:LINE: what is wrong there"

    [[nodiscard]] QString first(const char *keyword, const QString &otherwise = {}) const;
    [[nodiscard]] QStringList all(const char *keyword) const { return values.value(QLatin1String(keyword)); }
    [[nodiscard]] bool isYes(const char *keyword) const;
};

/// Whose questions Match blocks ask.
struct SshConfigSubject
{
    QString original; ///< the host as it was typed
    QString user;     ///< as it was typed; empty: ours
    QString localUser, home;
};

/// Reads files in order. Include is followed (relative names below ~/.ssh, globs, sixteen deep), Match knows all, host,
/// originalhost, user, localuser, exec and final. A file that cannot be read says nothing. Blocks: Match exec runs programs.
SshConfig readSshConfig(const QStringList &files, const SshConfigSubject &subject);

/// The hosts a person has named in these files, for a choice; runs nothing.
QStringList hostsOfSshConfig(const QStringList &files, const QString &home);

/// %% %h %n %p %r %u %d %k, ~ and ${NAME} in a value that names a file.
QString expandSshPath(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens);

/// Whether a host matches patterns separated by blanks or commas, ! for not; as ssh_config(5) PATTERNS.
bool matchesPatterns(const QString &text, const QStringList &patterns);

} // namespace patchbay::remote
