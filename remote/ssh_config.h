// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace patchbay::remote {

/// What ssh_config(5) files say about one host, the first value of each keyword first, as ssh takes it.
///
/// libssh reads such files too, but it hands out neither lists nor what it has no use for, does not know Match final, lets
/// nobody cancel a Match exec, and two readers that differ would be worse than one: it is told the values from here.
struct SshConfig
{
    QHash<QString, QStringList> values; ///< by lower-case keyword; one entry a line, arguments joined by blanks
    QHash<QString, QStringList> words;  ///< by lower-case keyword; the arguments of the first line
    QStringList names;                  ///< hosts that Host lines name, patterns left out, in order
    QStringList ignored;                ///< keywords that apply to this host and that we do nothing with, once each
    QStringList pointless;              ///< the same, where a console loses nothing by it
    QStringList problems;               ///< "FILE:LINE: what is wrong there"
    QStringList unsafe;                 ///< files that others may write to: ssh refuses them, for they name programs to run

    [[nodiscard]] QString first(const char *keyword, const QString &otherwise = {}) const;
    [[nodiscard]] QStringList all(const char *keyword) const { return values.value(QLatin1String(keyword)); }
    /// HostName with its %h and %%, else `original` as it is: the % of fe80::1%lo0 stands for nothing.
    [[nodiscard]] QString hostName(const QString &original) const;
    [[nodiscard]] bool isYes(const char *keyword) const;
};

/// Whose questions Match blocks ask.
struct SshConfigSubject
{
    QString original; ///< the host as it was typed
    QString user;     ///< as it was typed; empty: ours
    QString localUser, home;
    std::function<bool()> stop; ///< asked while a Match exec runs: true ends it. May be empty
};

/// Reads files in order. Include is followed (relative names below ~/.ssh, globs, sixteen deep), Match knows all, host,
/// originalhost, user, localuser, tagged, localnetwork, sessiontype, exec, canonical and final, for which the files are read a
/// second time; a block of another criterion is left out. A file that cannot be read says nothing. Blocks: Match exec runs programs, for 10 s at the most.
SshConfig readSshConfig(const QStringList &files, const SshConfigSubject &subject);

/// The hosts a person has named in these files, for a choice; runs nothing.
QStringList hostsOfSshConfig(const QStringList &files, const QString &home);

/// Where a connection goes, as the configuration says after all.
struct SshPlace
{
    QString host;
    int port = 22;
    QString user;
};

/// %h %p %r %k %j %C of ssh_config(5) TOKENS; the expansions know %% %d %u %n %i %l %L by themselves.
QHash<QChar, QString> sshTokens(const SshConfig &config, const SshConfigSubject &subject, const SshPlace &place);

/// A file's name: tokens, ~ and ~NAME in front, ${NAME}.
QString expandSshPath(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens);
/// A user's name: tokens and ${NAME}.
QString expandSshName(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens);
/// A command for a shell: tokens; all else is the shell's. Nothing: a name that was typed, or the user's, would be put into it
/// and is no plain word, so that a shell could make a program of it.
std::optional<QString> expandSshCommand(const QString &value, const SshConfigSubject &subject, const QHash<QChar, QString> &tokens);

} // namespace patchbay::remote
