// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_agent.h"
#include "remote/ssh_hop.h"

#include <functional>
#include <utility>
#include <vector>

namespace patchbay::remote {

/// The login on one host in OpenSSH's order: agent, key files with their certificates, keyboard-interactive, password, as
/// often as the server wants a further one. Used once.
class SshLogin
{
    Q_DECLARE_TR_FUNCTIONS(SshLogin)
public:
    explicit SshLogin(SshHop &hop);

    /// The error names what was tried and what the server would take.
    Outcome<> run();

private:
    enum class Verdict { In, More, Refused }; ///< More: right, and the server wants another method too

    using Step = Outcome<Verdict> (SshLogin::*)();
    Outcome<Verdict> withAgent();
    Outcome<Verdict> withKeys();
    Outcome<Verdict> withKey(const QString &file, const QStringList &certificates);
    Outcome<Verdict> offer(ssh_key pub, const QString &file, ssh_key certificate);
    Outcome<Verdict> withInteractive();
    Outcome<bool> answerPrompts(const QString &problem);
    Outcome<Verdict> withPassword();

    Outcome<Verdict> attempt(const std::function<int()> &call);
    Outcome<Reply> askSecret(SecretQuestion question);
    /// What was answered since the last call was right or not: kept where a person wished so, else forgotten.
    void settle(bool right);
    Outcome<Verdict> settled(Outcome<Verdict> verdict);
    Outcome<ssh_key> unlock(const QString &file);
    [[nodiscard]] bool allows(const char *keyword) const;
    [[nodiscard]] QString listOfMethods() const;
    /// What the server says beside all this, when that is new; noted.
    QString news();
    /// That, else what it has told between its prompts.
    QString lastWords();
    QString hungUp();
    QString refused();
    void blame(ssh_key certificate);
    [[nodiscard]] QStringList keyFiles() const;
    [[nodiscard]] QString agentSocket() const;
    [[nodiscard]] QList<AgentKey> choose(const QList<AgentKey> &keys) const;
    [[nodiscard]] int tries() const;

    SshHop &m_hop;
    QStringList m_tried;
    QString m_said; ///< by the server, last
    QString m_told; ///< by keyboard-interactive, where nothing was asked
    QByteArrayList m_refused; ///< keys the server does not want, as they are sent
    std::vector<std::pair<QString, Reply>> m_given; ///< by the question's name
};

} // namespace patchbay::remote
