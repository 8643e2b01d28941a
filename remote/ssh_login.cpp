// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_login.h"

#include "remote/harmless.h"
#include "remote/key_file.h"

#include <algorithm>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

constexpr int passphrases = 3; ///< for one key, as ssh has it

constexpr int mostRounds = 40; ///< of questions in one keyboard-interactive login

QString shown(const char *serversText, qsizetype limit = 1000)
{
    return serversText ? harmless(QByteArrayView(serversText), limit).trimmed() : QString();
}

} // namespace

SshLogin::SshLogin(SshHop &hop)
    : m_hop(hop)
{
}

Outcome<SshLogin::Verdict> SshLogin::attempt(const std::function<int()> &call)
{
    const QDeadlineTimer deadline(std::chrono::seconds(m_hop.m_settings.patience.answer));
    const auto status = m_hop.m_loop.finish(deadline, m_hop.m_session, SSH_AUTH_AGAIN, call);
    if (!status)
        return std::unexpected(status.error().isEmpty() ? QString() : tr("%1 does not answer the login.").arg(m_hop.m_target.host));
    if (*status == SSH_AUTH_SUCCESS)
        return Verdict::In;
    // Whatever libssh takes the end of a connection for: it keeps the answer to the question before.
    if (!ssh_is_connected(m_hop.m_session))
        return std::unexpected(hungUp());
    if (*status == SSH_AUTH_PARTIAL)
        return Verdict::More;
    return Verdict::Refused;
}

Outcome<> SshLogin::run()
{
    m_hop.m_talk.tell(tr("Logging in as %1…").arg(m_hop.who()));
    auto verdict = attempt([this] { return ssh_userauth_none(m_hop.m_session, nullptr); });
    if (!verdict)
        return std::unexpected(verdict.error());
    news();
    if (*verdict == Verdict::In)
        m_hop.m_talk.note(tr("%1 lets %2 in without any proof.").arg(m_hop.m_target.host, m_hop.m_user));

    struct Way
    {
        int method;
        QString name;
        const char *keyword;
        Step step;
    };
    const Way ways[] = {
        {SSH_AUTH_METHOD_PUBLICKEY, u"publickey"_s, "pubkeyauthentication", &SshLogin::withAgent},
        {SSH_AUTH_METHOD_PUBLICKEY, u"publickey"_s, "pubkeyauthentication", &SshLogin::withKeys},
        {SSH_AUTH_METHOD_INTERACTIVE, u"keyboard-interactive"_s, "kbdinteractiveauthentication", &SshLogin::withInteractive},
        {SSH_AUTH_METHOD_PASSWORD, u"password"_s, "passwordauthentication", &SshLogin::withPassword}};
    const QStringList preferred =
        m_hop.m_config.first("preferredauthentications", u"publickey,keyboard-interactive,password"_s).split(u',');
    for (int rounds = 0; *verdict != Verdict::In && rounds < 4; ++rounds) {
        verdict = Verdict::Refused;
        const int methods = ssh_userauth_list(m_hop.m_session, nullptr);
        for (const QString &name : preferred) {
            for (const Way &way : ways) {
                if (way.name != name.trimmed() || (methods & way.method) == 0 || !allows(way.keyword) ||
                    *verdict != Verdict::Refused)
                    continue;
                verdict = (this->*way.step)();
                if (!verdict)
                    return std::unexpected(verdict.error());
            }
        }
        if (*verdict == Verdict::Refused)
            break;
    }
    if (*verdict == Verdict::In)
        return {};
    return std::unexpected(refused());
}

bool SshLogin::allows(const char *keyword) const
{
    const QString value = m_hop.m_config.first(keyword).toLower();
    return value != u"no"_s && value != u"false"_s;
}

int SshLogin::tries() const
{
    bool given = false;
    const int number = m_hop.m_config.first("numberofpasswordprompts").toInt(&given);
    return given ? std::clamp(number, 0, 100) : 3;
}

Outcome<SshLogin::Verdict> SshLogin::withKeys()
{
    QStringList certificates;
    for (const QString &file : m_hop.m_config.all("certificatefile"))
        certificates.append(m_hop.expand(file));
    for (const QString &file : keyFiles()) {
        const auto verdict = withKey(file, certificates);
        if (!verdict || *verdict != Verdict::Refused)
            return verdict;
    }
    return Verdict::Refused;
}

Outcome<SshLogin::Verdict> SshLogin::withKey(const QString &file, const QStringList &certificates)
{
    KeyFile key = lookAtKey(file);
    if (key.state == KeyFile::State::Missing)
        return Verdict::Refused;
    if (key.state != KeyFile::State::Usable) {
        m_tried.append(key.state == KeyFile::State::TooOpen ? tr("%1, not used because others may read it").arg(file)
                                                            : tr("%1, which cannot be read").arg(file));
        return Verdict::Refused;
    }
    if (key.onDevice) {
        m_tried.append(tr("%1, not used because its other half is on a device: ssh-add gives it to an agent").arg(file));
        return Verdict::Refused;
    }
    if (!key.closed.isEmpty()) {
        m_tried.append(tr("%1, not used because %2, which it is encrypted with, is not known here: ssh-add gives it to an agent, "
                          "ssh-keygen -p -Z aes256-ctr -f encrypts it anew").arg(file, key.closed));
        return Verdict::Refused;
    }
    m_tried.append(file);
    for (const QString &name : certificates) {
        const KeyPointer certificate = loadCertificate(name);
        const bool ours = certificate && key.publicKey && ssh_key_cmp(certificate.get(), key.publicKey.get(), SSH_KEY_CMP_PUBLIC) == 0;
        if (!ours)
            continue;
        const auto verdict = offer(certificate.get(), file, certificate.get());
        if (!verdict || *verdict != Verdict::Refused)
            return verdict;
        blame(certificate.get());
    }
    if (key.certificate) {
        const auto verdict = offer(key.certificate.get(), file, key.certificate.get());
        if (!verdict || *verdict != Verdict::Refused)
            return verdict;
        blame(key.certificate.get());
    }
    return offer(key.publicKey.get(), file, nullptr);
}

Outcome<SshLogin::Verdict> SshLogin::offer(ssh_key pub, const QString &file, ssh_key certificate)
{
    if (pub && m_refused.contains(blobOf(pub)))
        return Verdict::Refused; // as the agent's: servers count what is offered
    if (pub) { // asked before the passphrase: nobody should type one for a key the server does not want
        const auto wanted = attempt([this, pub] { return ssh_userauth_try_publickey(m_hop.m_session, nullptr, pub); });
        if (!wanted || *wanted == Verdict::Refused)
            return wanted;
    }
    const auto key = unlock(file);
    if (!key)
        return std::unexpected(key.error());
    if (!*key)
        return Verdict::Refused;
    const KeyPointer owned(*key);
    if (certificate && ssh_pki_copy_cert_to_privkey(certificate, owned.get()) != SSH_OK)
        return Verdict::Refused;
    return attempt([this, &owned] { return ssh_userauth_publickey(m_hop.m_session, nullptr, owned.get()); });
}

Outcome<ssh_key> SshLogin::unlock(const QString &file)
{
    if (!lookAtKey(file).locked) {
        KeyPointer key = loadKey(file, {});
        if (!key)
            m_tried.append(tr("but that cannot be read as a private key"));
        return key.release();
    }
    QString problem;
    for (int i = 0; i < passphrases; ++i) {
        SecretQuestion question{SecretQuestion::Kind::Passphrase, file, {}, problem, {{tr("Passphrase"), false}}, u"passphrase of %1"_s.arg(file)};
        const auto reply = askSecret(std::move(question));
        if (!reply)
            return std::unexpected(reply.error());
        if (reply->absent || reply->secrets.isEmpty() || reply->secrets.first().isEmpty())
            return nullptr; // left empty: go on without this key
        KeyPointer key = loadKey(file, reply->secrets.first());
        settle(bool(key));
        if (key)
            return key.release();
        problem = tr("That passphrase does not open the key.");
    }
    m_tried.append(tr("three wrong passphrases"));
    return nullptr;
}

Outcome<Reply> SshLogin::askSecret(SecretQuestion question)
{
    m_hop.m_talk.tell(tr("Waiting for you: a secret for %1").arg(question.about));
    const QString name = question.name;
    const bool passphrase = question.kind == SecretQuestion::Kind::Passphrase;
    auto reply = m_hop.askPerson(std::move(question));
    if (reply && !reply->accepted && !(reply->absent && passphrase)) // without this key the login may go on
        return std::unexpected(QString());
    if (reply)
        m_hop.m_talk.tell(tr("Logging in as %1…").arg(m_hop.who()));
    if (reply && reply->kept)
        m_hop.m_talk.note(tr("The %1 came from the system's keychain.").arg(name));
    if (reply && !name.isEmpty() && (reply->kept || reply->remember) && !reply->secrets.value(0).isEmpty())
        m_given.emplace_back(name, *reply);
    return reply;
}

void SshLogin::settle(bool right)
{
    for (const auto &[name, reply] : std::exchange(m_given, {})) {
        if (right && !reply.kept)
            m_hop.m_talk.keep(name, reply.secrets.first());
        else if (!right && reply.kept)
            m_hop.m_talk.forget(name);
    }
}

Outcome<SshLogin::Verdict> SshLogin::settled(Outcome<Verdict> verdict)
{
    // A server that hangs up on a wrong answer says so; a connection that is cut says nothing about the answer.
    if (verdict || m_hop.lastError().contains(u"SSH_MSG_DISCONNECT"_s))
        settle(verdict && *verdict != Verdict::Refused);
    m_given.clear();
    return verdict;
}

Outcome<SshLogin::Verdict> SshLogin::withInteractive()
{
    QString problem;
    for (int i = 0; i < tries(); ++i) {
        const auto call = [this] { return ssh_userauth_kbdint(m_hop.m_session, nullptr, nullptr); };
        const QDeadlineTimer late(std::chrono::seconds(m_hop.m_settings.patience.answer));
        auto status = m_hop.m_loop.finish(late, m_hop.m_session, SSH_AUTH_AGAIN, call);
        bool asked = false;
        for (int round = 0; status && *status == SSH_AUTH_INFO; ++round) {
            if (round == mostRounds)
                return std::unexpected(tr("%1 asks without end.").arg(m_hop.m_target.host));
            const auto answered = answerPrompts(std::exchange(problem, {}));
            if (!answered)
                return std::unexpected(answered.error());
            asked = asked || *answered;
            const QDeadlineTimer deadline(std::chrono::seconds(m_hop.m_settings.patience.answer));
            status = m_hop.m_loop.finish(deadline, m_hop.m_session, SSH_AUTH_AGAIN, call);
        }
        if (i == 0)
            m_tried.append(u"keyboard-interactive"_s);
        const auto verdict = settled(attempt([&status] { return status ? *status : int(SSH_AUTH_ERROR); }));
        if (!status)
            return std::unexpected(status.error().isEmpty() ? QString() : tr("%1 does not answer the login.").arg(m_hop.m_target.host));
        if (!verdict || *verdict != Verdict::Refused || !asked)
            return verdict;
        problem = tr("The server did not accept that.");
    }
    return Verdict::Refused;
}

Outcome<bool> SshLogin::answerPrompts(const QString &problem)
{
    const int count = ssh_userauth_kbdint_getnprompts(m_hop.m_session);
    SecretQuestion question{SecretQuestion::Kind::Interactive, m_hop.who(),
                            shown(ssh_userauth_kbdint_getname(m_hop.m_session), 200) + u'\n' +
                                shown(ssh_userauth_kbdint_getinstruction(m_hop.m_session)),
                            problem, {}};
    question.instruction = question.instruction.trimmed();
    for (int i = 0; i < count; ++i) {
        char echo = 0;
        const char *prompt = ssh_userauth_kbdint_getprompt(m_hop.m_session, unsigned(i), &echo);
        question.prompts.append({shown(prompt, 200), echo != 0});
    }
    if (question.prompts.isEmpty()) { // a bare message: the empty answer goes back by itself
        if (!question.instruction.isEmpty() && question.instruction != m_told)
            m_hop.m_talk.note(tr("%1 says: %2").arg(m_hop.m_target.host, question.instruction));
        m_told = question.instruction;
        return false;
    }
    if (count == 1 && !question.prompts.first().echo) // a password most likely, and if not it is forgotten again
        question.name = u"answer of %1 at %2 to \"%3\""_s.arg(m_hop.user(), m_hop.knownName(), question.prompts.first().text);
    const auto reply = askSecret(std::move(question));
    if (!reply)
        return std::unexpected(reply.error());
    for (int i = 0; i < count; ++i)
        ssh_userauth_kbdint_setanswer(m_hop.m_session, unsigned(i), reply->secrets.value(i).text());
    return true;
}

Outcome<SshLogin::Verdict> SshLogin::withPassword()
{
    QString problem;
    for (int i = 0; i < tries(); ++i) {
        SecretQuestion question{SecretQuestion::Kind::Password, m_hop.who(), {}, problem, {{tr("Password"), false}},
                                u"password of %1 at %2"_s.arg(m_hop.user(), m_hop.knownName())};
        const auto reply = askSecret(std::move(question));
        if (!reply)
            return std::unexpected(reply.error());
        if (i == 0)
            m_tried.append(u"password"_s);
        const Secret secret = reply->secrets.value(0);
        const auto verdict =
            settled(attempt([this, &secret] { return ssh_userauth_password(m_hop.m_session, nullptr, secret.text()); }));
        if (!verdict || *verdict != Verdict::Refused)
            return verdict;
        problem = tr("The server did not accept that password.");
    }
    return Verdict::Refused;
}

} // namespace patchbay::remote
