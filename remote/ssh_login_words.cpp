// SPDX-License-Identifier: BSD-2-Clause
// What a person is told when a login came to nothing.
#include "remote/harmless.h"
#include "remote/host_certificate.h"
#include "remote/key_file.h"
#include "remote/ssh_login.h"

namespace patchbay::remote {

using namespace Qt::StringLiterals;

QString SshLogin::listOfMethods() const
{
    const std::pair<int, QString> names[] = {{SSH_AUTH_METHOD_PUBLICKEY, u"publickey"_s},
                                             {SSH_AUTH_METHOD_INTERACTIVE, u"keyboard-interactive"_s},
                                             {SSH_AUTH_METHOD_PASSWORD, u"password"_s},
                                             {SSH_AUTH_METHOD_HOSTBASED, u"hostbased"_s},
                                             {SSH_AUTH_METHOD_GSSAPI_MIC, u"gssapi-with-mic"_s}};
    QStringList list;
    for (const auto &[bit, name] : names) {
        if ((ssh_userauth_list(m_hop.m_session, nullptr) & bit) != 0)
            list.append(name);
    }
    return list.isEmpty() ? tr("nothing this console knows") : list.join(u", "_s);
}

QString SshLogin::news()
{
    char *banner = ssh_get_issue_banner(m_hop.m_session);
    const QString said = banner ? harmless(QByteArrayView(banner), 2000).trimmed() : QString();
    ssh_string_free_char(banner);
    if (said.isEmpty() || said == m_said)
        return {};
    m_said = said;
    m_hop.m_talk.note(tr("%1 says: %2").arg(m_hop.m_target.host, said));
    return said;
}

QString SshLogin::lastWords()
{
    const QString said = news();
    return said.isEmpty() ? m_told : said;
}

QString SshLogin::hungUp()
{
    const QString error = m_hop.lastError();
    const qsizetype goodbye = error.indexOf(u"SSH_MSG_DISCONNECT"_s); // then a number and the server's words
    const QString words = goodbye < 0 ? error : error.mid(goodbye).section(u':', 2).trimmed();
    const QString tried = m_tried.isEmpty() ? tr("nothing yet") : m_tried.join(u", "_s);
    const QString text = tr("%1 ended the login (%2). Tried: %3.").arg(m_hop.m_target.host, words, tried);
    if (const QString said = lastWords(); !said.isEmpty())
        return text + u' ' + tr("It says: %1").arg(said);
    if (m_hop.m_late)
        return text + u' ' + tr("It did not wait for the answer (LoginGraceTime of its sshd): connect again.");
    if (m_tried.contains(u"password"_s) || m_tried.contains(u"keyboard-interactive"_s))
        return text;
    return text + u' ' + tr("If that were too many keys for it, IdentityFile with IdentitiesOnly in ~/.ssh/config chooses one.");
}

QString SshLogin::refused()
{
    QString text = tr("%1 does not let %2 in. It takes: %3. Tried: %4.")
                       .arg(m_hop.m_target.host, m_hop.m_user, listOfMethods(),
                            m_tried.isEmpty() ? tr("nothing, for there was nothing to try") : m_tried.join(u", "_s));
    if (const QString said = lastWords(); !said.isEmpty())
        text += u' ' + tr("It says: %1").arg(said);
    if (m_hop.m_user == u"root"_s)
        text += u' ' + tr("Many hosts never let root in (PermitRootLogin); a user there who may use sudo or doas without a password will do.");
    return text;
}

// Servers do not say what is wrong with a certificate; often the certificate does.
void SshLogin::blame(ssh_key certificate)
{
    const auto read = readHostCertificate(blobOf(certificate));
    const QString why = read ? whyNoLogin(*read, m_hop.m_user, QDateTime::currentDateTimeUtc()) : read.error();
    if (!why.isEmpty())
        m_tried.last() += u" ("_s + why + u')';
}

} // namespace patchbay::remote
