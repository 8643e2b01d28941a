// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/known_hosts.h"

#include <QDateTime>

namespace patchbay::remote {

/// An OpenSSH certificate (PROTOCOL.certkeys) as it is sent, read but not believed.
struct HostCertificate
{
    HostKey key;       ///< what is certified, as the plain key
    quint64 serial = 0;
    quint32 use = 0;   ///< 1: of a user, 2: of a host
    QString id;
    QByteArrayList principals;
    quint64 after = 0, before = 0; ///< seconds since 1970; good from `after` on and not from `before` on
    QByteArray criticalOptions;
    HostKey authority; ///< who signed it, as it says
    QByteArray method; ///< of the signature: "ssh-ed25519"
};

/// The error: it is no certificate of a kind of key that hosts have.
std::expected<HostCertificate, QString> readHostCertificate(const QByteArray &blob);

/// Why it does not vouch for `key` of `host` (a name without a port, in lower case) at `now`, as ssh has it, but for names: they
/// must be there. Empty when it does vouch, given that `authority` signed it; only ssh-keygen can say that: see isSignedRight().
QString whyNoProof(const HostCertificate &certificate, const HostKey &key, const QString &host, const HostKey &authority,
                   const QDateTime &now);

/// Why it lets nobody in as `user` at `now`, as far as it says so itself; a server may have reasons and names of its own.
QString whyNoLogin(const HostCertificate &certificate, const QString &user, const QDateTime &now);

/// What a server is asked for, best first, to get the certificate of a key of this type; empty: there are none.
QByteArrayList certificateMethods(const QByteArray &keyType);

} // namespace patchbay::remote
