// SPDX-License-Identifier: BSD-2-Clause
#include "remote/key_file.h"
#include "remote/ssh_agent.h"
#include "remote/ssh_login.h"

#include <algorithm>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

QString SshLogin::agentSocket() const
{
    QString socket = m_hop.expand(m_hop.m_config.first("identityagent"));
    if (socket.isEmpty() || socket == u"SSH_AUTH_SOCK"_s)
        socket = m_hop.m_settings.agent.isEmpty() ? qEnvironmentVariable("SSH_AUTH_SOCK") : m_hop.m_settings.agent;
    if (socket.startsWith(u'$'))
        socket = qEnvironmentVariable(socket.mid(1).toLocal8Bit().constData());
    return socket.toLower() == u"none"_s ? QString() : socket;
}

Outcome<SshLogin::Verdict> SshLogin::withAgent()
{
    const QString socket = agentSocket();
    if (socket.isEmpty())
        return Verdict::Refused;
    const SshPatience &patience = m_hop.m_settings.patience;
    auto agent = connectAgent(m_hop.m_loop, socket, QDeadlineTimer(std::chrono::seconds(patience.agentList)));
    if (!agent && agent.error().isEmpty())
        return std::unexpected(QString());
    if (!agent) {
        m_hop.m_talk.note(tr("The key agent (%1) %2; going on without it.").arg(socket, agent.error()));
        m_tried.append(tr("the key agent, which %1").arg(agent.error()));
        return Verdict::Refused;
    }
    const QList<AgentKey> shown = choose(agent->keys);
    AgentRelay relay(m_hop.m_loop, agent->fd, shown, patience.agentSign);
    if (shown.isEmpty() || relay.fd() < 0)
        return Verdict::Refused;
    m_tried.append(tr("the keys of the agent"));
    ssh_set_agent_socket(m_hop.m_session, relay.fd());
    int last = SSH_AUTH_ERROR;
    auto verdict = attempt([this, &last] { return last = ssh_userauth_agent(m_hop.m_session, nullptr); });
    relay.stop();
    if (m_hop.m_loop.cancelled())
        return std::unexpected(QString());
    if (relay.late())
        m_hop.m_talk.note(tr("The key agent (%1) did not sign in time; going on without it.").arg(socket));
    for (const AgentKey &key : last == SSH_AUTH_DENIED ? shown : QList<AgentKey>()) {
        if (!relay.wanted().contains(key.blob))
            m_refused.append(key.blob);
    }
    return verdict;
}

QStringList SshLogin::keyFiles() const
{
    QStringList files;
    const QStringList named = m_hop.m_config.all("identityfile");
    for (const QString &file : named) {
        if (file.toLower() != u"none"_s)
            files.append(m_hop.expand(file));
    }
    if (named.isEmpty()) {
        for (const char *name : {"rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk"})
            files.append(m_hop.m_subject.home + u"/.ssh/id_"_s + QLatin1String(name));
    }
    files.removeDuplicates();
    return files;
}

// As ssh has it: certificates first, then the keys whose files are named, in that order, then the rest if it is wanted.
QList<AgentKey> SshLogin::choose(const QList<AgentKey> &keys) const
{
    QList<AgentKey> chosen;
    const auto take = [&chosen](const AgentKey &key) {
        if (std::ranges::find(chosen, key.blob, &AgentKey::blob) == chosen.end())
            chosen.append(key);
    };
    const auto takeOf = [&](const QByteArray &blob) {
        const auto key = std::ranges::find(keys, blob, &AgentKey::blob);
        if (!blob.isEmpty() && key != keys.end())
            take(*key);
    };
    const QStringList files = keyFiles();
    QStringList certificates;
    for (const QString &file : m_hop.m_config.all("certificatefile"))
        certificates.append(m_hop.expand(file));
    for (const QString &file : files)
        certificates.append(file + u"-cert.pub"_s);
    for (const QString &file : std::as_const(certificates)) {
        const KeyPointer certificate = loadCertificate(file);
        const QByteArray blob = blobOf(certificate.get());
        takeOf(blob);
        for (const AgentKey &key : blob.isEmpty() ? QList<AgentKey>() : keys) {
            const KeyPointer bare = keyOf(key.blob);
            if (bare && key.blob != blob && ssh_key_cmp(bare.get(), certificate.get(), SSH_KEY_CMP_PUBLIC) == 0)
                take({blob, key.comment, key.blob});
        }
    }
    for (const QString &file : files)
        takeOf(blobOf(publicKeyFor(file).get()));
    for (const AgentKey &key : m_hop.m_config.isYes("identitiesonly") ? QList<AgentKey>() : keys)
        take(key);
    return chosen;
}

} // namespace patchbay::remote
