// SPDX-License-Identifier: BSD-2-Clause
// A hop's part that decides whether a host's key is to be trusted.
#include "remote/certificate_call.h"
#include "remote/harmless.h"
#include "remote/host_certificate.h"
#include "remote/key_tool.h"
#include "remote/randomart.h"
#include "remote/ssh_hop.h"

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

QString describe(const HostKey &key)
{
    return QString::fromUtf8(key.type) + u' ' + fingerprint(key);
}

} // namespace

QString SshHop::knownName() const
{
    const QString alias = m_config.first("hostkeyalias");
    if (!alias.isEmpty())
        return alias;
    return m_port == 22 ? m_host.toLower() : u'[' + m_host.toLower() + u"]:"_s + QString::number(m_port);
}

QStringList SshHop::knownFiles() const
{
    return filesOf("userknownhostsfile", {u"~/.ssh/known_hosts"_s, u"~/.ssh/known_hosts2"_s}) +
           filesOf("globalknownhostsfile", {u"/etc/ssh/ssh_known_hosts"_s, u"/etc/ssh/ssh_known_hosts2"_s});
}

QStringList SshHop::filesOf(const char *keyword, const QStringList &standard) const
{
    QStringList files;
    for (const QString &file : m_config.words.value(QLatin1String(keyword), standard)) {
        if (file.toLower() != u"none"_s)
            files.append(expand(file));
    }
    return files;
}

Outcome<> SshHop::checkHostKey()
{
    ssh_key server = nullptr;
    char *encoded = nullptr;
    if (ssh_get_server_publickey(m_session, &server) != SSH_OK || ssh_pki_export_pubkey_base64(server, &encoded) != SSH_OK) {
        ssh_key_free(server);
        return std::unexpected(tr("%1 has no host key that can be read.").arg(m_target.host));
    }
    HostKey key{{}, QByteArray::fromBase64(encoded)};
    ssh_string_free_char(encoded);
    ssh_key_free(server);
    if (key.blob.size() > 4) {
        const qsizetype length = quint8(key.blob[3]); // names of key types are short
        key.type = key.blob.mid(4, length);
    }
    return judgeHostKey(key);
}

KnownHost SshHop::lookUp(const HostKey &key) const
{
    KnownHost known = judgeLines(m_known.first(), key);
    if (m_known.size() == 1)
        return known;
    // Lines about authorities seldom name ports, and hosts move to other ports; ssh looks without one, too.
    const KnownHost portless = judgeLines(m_known.last(), key);
    const bool says = portless.state == KnownHost::State::Known || portless.state == KnownHost::State::Revoked;
    if (portless.state == KnownHost::State::Revoked || (says && known.state == KnownHost::State::Unknown)) {
        known.state = portless.state;
        known.where = portless.where;
    }
    known.authorities += portless.authorities;
    known.revoked += portless.revoked;
    return known;
}

std::expected<bool, QString> SshHop::isRevoked(const QByteArray &blob)
{
    const QString list = m_config.first("revokedhostkeys", u"none"_s);
    if (list.toLower() == u"none"_s)
        return false;
    return isKrl(expand(list)) ? isRevokedByKrl(expand(list), blob, [this] { return m_loop.cancelled(); }) : isRevokedBy(expand(list), blob);
}

Outcome<> SshHop::refuseRevoked(const HostKey &key)
{
    const auto revoked = isRevoked(key.blob);
    if (revoked && !*revoked)
        return {};
    const QString list = expand(m_config.first("revokedhostkeys"));
    return std::unexpected(revoked ? tr("The key that %1 shows (%2) has been revoked in %3. Nothing was sent to it.")
                                         .arg(m_target.host, describe(key), list)
                                   : tr("The RevokedHostKeys of %1 cannot be taken from %2, so no key of it is good: %3.")
                                         .arg(m_target.host, list, revoked.error()));
}

// libssh never asks for certificates. But one that is fetched apart, by anybody, from anywhere, proves as much if it is about the
// very key that the host has shown to have in this key exchange.
Outcome<bool> SshHop::isVouchedFor(const HostKey &key, const KnownHost &known)
{
    m_talk.tell(tr("Asking %1 for the certificate of its key…").arg(m_target.host));
    const auto fd = m_again();
    if (!fd && fd.error().isEmpty())
        return std::unexpected(QString());
    const auto certificate = fd ? callForCertificate(m_loop, *fd, certificateMethods(key.type), connectDeadline())
                                : Outcome<QByteArray>(std::unexpected(tr("it cannot be reached a second time to be asked for a certificate")));
    if (m_loop.cancelled())
        return std::unexpected(QString());
    const auto authority = certificate ? authorityOf(*certificate, key, known) : std::unexpected(certificate.error());
    if (authority)
        m_talk.note(tr("The key of %1 is vouched for by the authority in %2.").arg(m_target.host, *authority));
    else
        m_noProof = authority.error();
    return authority.has_value();
}

std::expected<QString, QString> SshHop::authorityOf(const QByteArray &certificate, const HostKey &key, const KnownHost &known)
{
    const auto read = readHostCertificate(certificate);
    if (!read)
        return std::unexpected(read.error());
    const QString host = m_config.first("hostkeyalias", m_host).toLower();
    QString problem, where;
    for (const KnownHost::Authority &each : known.authorities) {
        const QString reason = whyNoProof(*read, key, host, each.key, QDateTime::currentDateTimeUtc());
        if (reason.isEmpty())
            where = each.where;
        else if (problem.isEmpty() || read->authority.blob == each.key.blob)
            problem = reason;
    }
    if (where.isEmpty())
        return std::unexpected(problem);
    const auto right = isSignedRight(certificate, [this] { return m_loop.cancelled(); });
    if (!right || !*right)
        return std::unexpected(right ? tr("its certificate is forged") : right.error());
    for (const QByteArray &blob : {read->authority.blob, certificate}) {
        const auto revoked = isRevoked(blob);
        if (!revoked || *revoked || known.revoked.contains(blob))
            return std::unexpected(revoked ? tr("its certificate, or the authority, has been revoked") : revoked.error());
    }
    return where;
}

Outcome<> SshHop::judgeHostKey(const HostKey &key)
{
    using State = KnownHost::State;
    const KnownHost known = lookUp(key);
    const QString shown = describe(key);
    if (auto done = refuseRevoked(key); !done)
        return done;
    if (known.state != State::Known && known.state != State::Revoked && !known.authorities.isEmpty()) {
        const auto vouched = isVouchedFor(key, known);
        if (!vouched)
            return std::unexpected(vouched.error());
        if (*vouched)
            return {};
    }
    switch (known.state) {
    case State::Known: m_talk.note(tr("The key of %1 is known from %2.").arg(m_target.host, known.where)); return {};
    case State::Revoked:
        return std::unexpected(tr("The key that %1 shows (%2) has been revoked in %3. Nothing was sent to it.")
                                   .arg(m_target.host, shown, known.where));
    case State::Changed:
    case State::OtherKind:
        return std::unexpected(
            tr("%1 shows another key than the one remembered: somebody may be in between. It shows %2; %3 has %4. Nothing was "
               "sent to it. If the host was set up anew, and its owner confirms the new key, remove that line.")
                .arg(m_target.host, shown, known.where, known.remembered));
    case State::Unknown: break;
    }
    const QString strict = m_config.first("stricthostkeychecking").toLower();
    if (strict == u"yes"_s || strict == u"true"_s)
        return std::unexpected(tr("%1 is not in known_hosts, and StrictHostKeyChecking forbids to ask. It shows %2.")
                                   .arg(m_target.host, shown));
    if (strict == u"accept-new"_s)
        return remember(key);
    return askAboutKey(key, known);
}

Outcome<> SshHop::askAboutKey(const HostKey &key, const KnownHost &known)
{
    HostKeyQuestion question{knownName(), QString::fromUtf8(key.type), fingerprint(key), randomart(key),
                             filesOf("userknownhostsfile", {u"~/.ssh/known_hosts"_s}).value(0), {}};
    for (const KnownHost::Authority &each : known.authorities)
        question.notes.append(tr("%1 names an authority for this host, but it does not vouch for this key: %2.").arg(each.where, m_noProof));
    m_talk.tell(tr("Waiting for you: is this %1?").arg(m_target.host));
    const auto reply = askPerson(question);
    if (!reply)
        return std::unexpected(reply.error());
    if (!reply->accepted)
        return std::unexpected(QString());
    return reply->remember ? remember(key) : Outcome<>();
}

Outcome<> SshHop::remember(const HostKey &key)
{
    const QString file = filesOf("userknownhostsfile", {u"~/.ssh/known_hosts"_s}).value(0);
    if (file.isEmpty())
        return {}; // UserKnownHostsFile none
    if (const auto kept = rememberHost(file, knownName(), key, m_config.isYes("hashknownhosts")); !kept)
        m_talk.note(tr("The key of %1 could not be remembered: %2: %3.").arg(m_target.host, file, kept.error()));
    else
        m_talk.note(tr("The key of %1 is now remembered in %2.").arg(m_target.host, file));
    return {};
}

} // namespace patchbay::remote
