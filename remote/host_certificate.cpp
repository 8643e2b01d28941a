// SPDX-License-Identifier: BSD-2-Clause
#include "remote/host_certificate.h"

#include "remote/harmless.h"
#include "remote/ssh_wire.h"

#include <QCoreApplication>

#include <algorithm>

namespace patchbay::remote {

namespace {

constexpr quint32 ofAUser = 1, ofAHost = 2;
constexpr char suffix[] = "-cert-v01@openssh.com";

QString tr(const char *text)
{
    return QCoreApplication::translate("HostCertificate", text);
}

// How many fields the plain key has after its type.
int fieldsOf(const QByteArray &type)
{
    return type == "ssh-ed25519" ? 1 : type == "ssh-rsa" || type.startsWith("ecdsa-sha2-nistp") ? 2 : 0;
}

// As CASignatureAlgorithms has it: no SHA-1.
bool isStrong(const QByteArray &method)
{
    return method == "ssh-ed25519" || method == "rsa-sha2-256" || method == "rsa-sha2-512" || method.startsWith("ecdsa-sha2-nistp") ||
           method == "sk-ssh-ed25519@openssh.com" || method == "sk-ecdsa-sha2-nistp256@openssh.com";
}

QString whyNotNow(const HostCertificate &certificate, const QDateTime &now)
{
    const quint64 seconds = quint64(std::max<qint64>(0, now.toSecsSinceEpoch()));
    if (seconds < certificate.after)
        return tr("its certificate is not valid yet");
    return seconds >= certificate.before ? tr("its certificate has expired") : QString();
}

QString otherNames(const HostCertificate &certificate)
{
    return tr("its certificate is for other names: %1").arg(harmless(certificate.principals.join(", "), 300, 1));
}

} // namespace

std::expected<HostCertificate, QString> readHostCertificate(const QByteArray &blob)
{
    SshTaker from(blob);
    HostCertificate read;
    read.key.type = from.string();
    if (!read.key.type.endsWith(suffix))
        return std::unexpected(tr("it is no certificate"));
    read.key.type.chop(qsizetype(sizeof suffix) - 1);
    const int fields = fieldsOf(read.key.type);
    if (fields == 0)
        return std::unexpected(tr("it is for an unknown kind of key"));
    from.string(); // a nonce
    read.key.blob = sshString(read.key.type);
    for (int i = 0; i < fields; ++i)
        read.key.blob += sshString(from.string());
    read.serial = from.number<quint64>();
    read.use = from.number<quint32>();
    read.id = harmless(from.string(), 200, 1);
    for (SshTaker names(from.string()); names.good() && !names.atEnd();)
        read.principals.append(names.string());
    read.after = from.number<quint64>();
    read.before = from.number<quint64>();
    read.criticalOptions = from.string();
    from.string(); // extensions, of which hosts have none that mean anything
    from.string(); // reserved
    read.authority.blob = from.string();
    read.authority.type = SshTaker(read.authority.blob).string();
    read.method = SshTaker(from.string()).string();
    if (!from.good() || !from.atEnd())
        return std::unexpected(tr("it is not whole"));
    return read;
}

QString whyNoProof(const HostCertificate &certificate, const HostKey &key, const QString &host, const HostKey &authority,
                   const QDateTime &now)
{
    if (certificate.authority.blob != authority.blob)
        return tr("another authority has signed its certificate");
    if (certificate.key.blob != key.blob)
        return tr("its certificate is for another key");
    if (certificate.use != ofAHost)
        return tr("its certificate is not one for hosts");
    if (!isStrong(certificate.method))
        return tr("its certificate is signed in a way that is no longer safe: %1").arg(harmless(certificate.method, 60, 1));
    if (!certificate.criticalOptions.isEmpty())
        return tr("its certificate has conditions that are unknown here");
    if (const QString why = whyNotNow(certificate, now); !why.isEmpty())
        return why;
    if (certificate.principals.isEmpty()) // ssh takes it for good for every host, which nobody means
        return tr("its certificate names no host");
    if (!certificate.principals.contains(host.toUtf8()))
        return otherNames(certificate);
    return {};
}

QString whyNoLogin(const HostCertificate &certificate, const QString &user, const QDateTime &now)
{
    if (certificate.use != ofAUser)
        return tr("its certificate is not one for users");
    if (const QString why = whyNotNow(certificate, now); !why.isEmpty())
        return why;
    if (certificate.principals.isEmpty())
        return tr("its certificate names no user");
    return certificate.principals.contains(user.toUtf8()) ? QString() : otherNames(certificate);
}

QByteArrayList certificateMethods(const QByteArray &keyType)
{
    if (keyType == "ssh-rsa")
        return {QByteArray("rsa-sha2-512") + suffix, QByteArray("rsa-sha2-256") + suffix};
    return fieldsOf(keyType) == 0 ? QByteArrayList() : QByteArrayList{keyType + suffix};
}

} // namespace patchbay::remote
