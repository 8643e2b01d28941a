// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>
#include <QStringList>

#include <expected>

namespace patchbay::remote {

/// A host's public key as it is sent and as known_hosts files have it.
struct HostKey
{
    QByteArray type; ///< "ssh-ed25519"
    QByteArray blob; ///< not encoded
};

/// What known_hosts files say about a key. The files are those of sshd(8) SSH_KNOWN_HOSTS FILE FORMAT: plain, pattern and
/// hashed names, @revoked and @cert-authority.
struct KnownHost
{
    enum class State {
        Known,     ///< `where` has it
        Unknown,   ///< no line is about this host
        Changed,   ///< `where` has another key of this kind: a hard stop
        OtherKind, ///< `where` has a key of another kind: a hard stop too, for a stranger could just offer another kind
        Revoked,   ///< `where` takes this key back
    };
    State state = State::Unknown;
    QString where;         ///< "FILE:LINE"
    struct Authority
    {
        QString where; ///< "FILE:LINE"
        HostKey key;
    };
    QList<Authority> authorities; ///< whose certificate would do
    QByteArrayList revoked;       ///< keys, as blobs, that lines about this host take back
    QString remembered;    ///< Changed and OtherKind: "ssh-ed25519 SHA256:…" of the line
};

/// A line about a host.
struct KnownLine
{
    QByteArray marker; ///< "@revoked" or the like; empty: a key of the host
    HostKey key;
    QString where; ///< "FILE:LINE"
};

/// The lines about each of some names, in the order of both; the files are read once, for they may be long.
QList<QList<KnownLine>> linesAbout(const QStringList &files, const QStringList &names);

KnownHost judgeLines(const QList<KnownLine> &lines, const HostKey &key);

/// The kinds of keys that lines have for a host, "ssh-rsa" and the like, in their order, once each.
QByteArrayList kindsIn(const QList<KnownLine> &lines);

/// `name` is "nas", or "[nas]:2222" for another port than 22. Files that cannot be read say nothing.
KnownHost lookUpHost(const QStringList &files, const QString &name, const HostKey &key);

/// Whether a file of RevokedHostKeys is a KRL of ssh-keygen -k: see isRevokedByKrl().
bool isKrl(const QString &file);

/// Whether such a file, public keys one a line, has this key. The error: it cannot be read.
std::expected<bool, QString> isRevokedBy(const QString &file, const QByteArray &blob);

/// Appends a line to a file, made with its folder when missing (0600, 0700). `hashed`: the name as |1|salt|hash. The error
/// is the system's reason.
std::expected<void, QString> rememberHost(const QString &file, const QString &name, const HostKey &key, bool hashed);

/// "SHA256:…" without padding, as ssh-keygen prints it.
QString fingerprint(const HostKey &key);

} // namespace patchbay::remote
