// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_hop.h"

#include "remote/harmless.h"
#include "remote/ssh_config_words.h"
#include "remote/ssh_login.h"
#include "remote/ssh_methods.h"
#include "remote/tcp.h"

#include <QFile>

#include <fcntl.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

SshHop::SshHop(SshLoop &loop, const Talk &talk, const SshSettings &settings, SshTarget target)
    : m_loop(loop)
    , m_talk(talk)
    , m_settings(settings)
    , m_target(std::move(target))
{
    passwd entry{}, *me = nullptr;
    char buffer[4096];
    ::getpwuid_r(::getuid(), &entry, buffer, sizeof buffer, &me);
    m_subject = {m_target.host, m_target.user, me ? QString::fromLocal8Bit(me->pw_name) : QString(),
                 !settings.home.isEmpty() ? settings.home : me ? QFile::decodeName(me->pw_dir) : QString(),
                 [this] { return m_loop.cancelled(); }};
}

SshHop::~SshHop()
{
    if (!m_session)
        return;
    ssh_options_set(m_session, SSH_OPTIONS_FD, nullptr); // a descriptor that it was given it would leave open
    ssh_disconnect(m_session);
    ssh_free(m_session);
}

QString SshHop::lastError() const
{
    return m_session ? harmless(QString::fromUtf8(ssh_get_error(m_session)).trimmed(), 300, 3) : QString();
}

Outcome<> SshHop::configure()
{
    const QStringList files = m_settings.configFiles.isEmpty()
                                  ? QStringList{m_subject.home + u"/.ssh/config"_s, u"/etc/ssh/ssh_config"_s}
                                  : m_settings.configFiles;
    m_config = readSshConfig(files, m_subject);
    if (m_loop.cancelled())
        return std::unexpected(QString());
    noteConfig();
    m_host = m_config.hostName(m_target.host);
    if (!m_config.unsafe.isEmpty())
        return std::unexpected(tr("Others than you may write to %1, which can name programs to run, so it is not followed, as ssh does not: chmod go-w, and "
                                  "chown it to yourself.").arg(harmless(m_config.unsafe.first(), 300, 1)));
    bool isNumber = true;
    m_port = m_target.port > 0 ? m_target.port : m_config.first("port", u"22"_s).toInt(&isNumber);
    if (!isNumber || m_port < 1 || m_port > 65535)
        return std::unexpected(tr("The Port of %1 in the configuration is none: %2.").arg(m_target.host, m_config.first("port")));
    m_user = !m_target.user.isEmpty() ? m_target.user
                                      : expandSshName(m_config.first("user", m_subject.localUser), m_subject, sshTokens(m_config, m_subject, {m_host, m_port, {}}));

    m_session = ssh_new();
    ssh_set_blocking(m_session, 0);
    const int none = SSH_LOG_NOLOG;
    ssh_options_set(m_session, SSH_OPTIONS_LOG_VERBOSITY, &none);
    const bool processed = false;
    ssh_options_set(m_session, SSH_OPTIONS_PROCESS_CONFIG, &processed);
    ssh_options_set(m_session, SSH_OPTIONS_SSH_DIR, QFile::encodeName(m_subject.home + u"/.ssh"_s).constData());
    ssh_options_set(m_session, SSH_OPTIONS_HOST, "host"); // any will do: the way there is ours, and so are known hosts
    if (ssh_options_set(m_session, SSH_OPTIONS_USER, m_user.toUtf8().constData()) != SSH_OK)
        return std::unexpected(tr("\"%1\" cannot be a user's name.").arg(harmless(m_user, 100, 1)));
    return chooseMethods();
}

void SshHop::noteConfig() const
{
    const QString &host = m_target.host;
    for (const QString &keyword : m_config.ignored)
        m_talk.note(tr("%1 in the configuration of %2 has no effect here.").arg(harmless(keyword, 100, 1), host));
    if (!m_config.pointless.isEmpty())
        m_talk.note(tr("These in the configuration of %1 say nothing about a console: %2.").arg(host, m_config.pointless.join(u", "_s)));
    for (const QString &problem : m_config.problems)
        m_talk.note(harmless(problem, 500, 1));
    const QString strict = m_config.first("stricthostkeychecking").toLower();
    if (strict == u"no"_s || strict == u"off"_s || strict == u"false"_s)
        m_talk.note(tr("StrictHostKeyChecking %1 in the configuration of %2 is not followed: keys are always checked.").arg(strict, host));
}

Outcome<> SshHop::chooseMethods()
{
    const std::pair<const char *, std::vector<ssh_options_e>> kinds[] = {
        {"ciphers", {SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C}},
        {"macs", {SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C}},
        {"kexalgorithms", {SSH_OPTIONS_KEY_EXCHANGE}},
        {"hostkeyalgorithms", {SSH_OPTIONS_HOSTKEYS}},
        {"pubkeyacceptedalgorithms", {SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES}},
        {"compression", {SSH_OPTIONS_COMPRESSION}}};
    for (const auto &[keyword, options] : kinds) {
        const QString value = methodsFor(QString::fromLatin1(keyword), m_config.first(keyword));
        for (const ssh_options_e option : options) {
            if (!value.isEmpty() && ssh_options_set(m_session, option, value.toUtf8().constData()) != SSH_OK)
                return std::unexpected(tr("%1 in the configuration of %2 leaves nothing this console knows: %3.")
                                           .arg(QString::fromLatin1(keyword), m_target.host, harmless(m_config.first(keyword), 300, 1)));
        }
    }
    return {};
}

QString SshHop::expand(const QString &value) const
{
    return expandSshPath(value, m_subject, sshTokens(m_config, m_subject, {m_host, m_port, m_user}));
}

QStringList SshHop::jumps() const
{
    const QString value = m_config.first("proxyjump");
    return value.toLower() == u"none"_s ? QStringList() : expand(value).split(u',', Qt::SkipEmptyParts);
}

QDeadlineTimer SshHop::connectDeadline() const
{
    const int wanted = secondsOf(m_config.first("connecttimeout"));
    return QDeadlineTimer(std::chrono::seconds(wanted > 0 ? wanted : m_settings.patience.connect));
}

Outcome<int> SshHop::connect()
{
    const QString command = m_config.first("proxycommand");
    if (!command.isEmpty() && command.toLower() != u"none"_s) {
        const auto line = expandSshCommand(command, m_subject, sshTokens(m_config, m_subject, {m_host, m_port, m_user}));
        if (!line)
            return std::unexpected(tr("A ProxyCommand is a shell's command, and \"%1\" is not safe in one.").arg(who()));
        m_talk.tell(tr("Connecting to %1 through its ProxyCommand…").arg(m_host));
        const auto started = startProxyCommand(*line);
        m_proxy = started ? started->words : nullptr;
        return started ? Outcome<int>(started->fd) : std::unexpected(started.error());
    }
    const QString family = m_config.first("addressfamily").toLower();
    const int kind = family == u"inet"_s ? AF_INET : family == u"inet6"_s ? AF_INET6 : AF_UNSPEC;
    return connectTcp(m_loop, {m_host, m_port, kind, m_config.first("bindaddress")}, connectDeadline(), m_talk.tell);
}

Outcome<> SshHop::open(int fd, const std::function<Outcome<int>()> &again)
{
    m_again = again;
    ssh_options_set(m_session, SSH_OPTIONS_FD, &fd);
    const int on = 1;
    ssh_options_set(m_session, SSH_OPTIONS_NODELAY, &on);
    preferKnownKinds();
    ssh_set_counters(m_session, nullptr, &m_counter);
    if (auto done = exchangeKeys(fd); !done)
        return done;
    m_hindrance = Hindrance::WrongKey;
    if (auto done = checkHostKey(); !done)
        return done;
    m_hindrance = Hindrance::Refused;
    if (auto done = SshLogin(*this).run(); !done)
        return done;
    m_hindrance = Hindrance::Away;
    return {};
}

void SshHop::preferKnownKinds()
{
    const QString name = knownName(), bare = m_config.first("hostkeyalias").isEmpty() ? m_host.toLower() : name;
    m_known = linesAbout(knownFiles(), bare == name ? QStringList{name} : QStringList{name, bare});
    QByteArrayList known = kindsIn(m_known.first());
    if (known.isEmpty())
        known = kindsIn(m_known.last());
    if (!known.isEmpty())
        ssh_options_set(m_session, SSH_OPTIONS_HOSTKEYS, hostKeyOrder(m_config.first("hostkeyalgorithms"), known).join(u',').toUtf8().constData());
}

Outcome<Reply> SshHop::askPerson(Question question)
{
    auto reply = m_talk.ask(std::move(question));
    char byte = 0;
    m_late = ::recv(ssh_get_fd(m_session), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    return reply;
}

QString SshHop::proxyWords() const
{
    constexpr int soon = 1000; // ms
    const QString said = m_proxy ? harmless(m_proxy->wait(soon).trimmed(), 500, 5) : QString();
    return said.isEmpty() ? QString() : u' ' + tr("It says: %1").arg(said);
}

Outcome<> SshHop::exchangeKeys(int fd)
{
    m_talk.tell(tr("Exchanging keys with %1…").arg(m_target.host));
    const auto status = m_loop.finish(connectDeadline(), m_session, SSH_AGAIN, [this, fd] {
        const int done = ssh_connect(m_session);
        // libssh lets the descriptor block once it is connected; this thread would then hang in write(2) where neither a
        // jump host is served nor anybody can cancel.
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
        return done;
    });
    if (!status)
        return std::unexpected(status.error().isEmpty() ? QString()
                                                        : tr("%1 does not answer as an SSH server.").arg(m_target.host) + proxyWords());
    if (*status != SSH_OK && !ssh_get_serverbanner(m_session) && m_proxy)
        return std::unexpected(tr("The ProxyCommand to %1 ended before a server was there.").arg(m_target.host) + proxyWords());
    if (*status != SSH_OK && !ssh_get_serverbanner(m_session))
        return std::unexpected(tr("%1 hung up before it said anything (%2). An sshd does so with whoever came too often or was refused too often "
                                  "(MaxStartups, PerSourcePenalties, a firewall's list): it may let this machine in again in a while.")
                                   .arg(m_target.host, lastError()));
    if (*status != SSH_OK)
        return std::unexpected(tr("%1 and this console could not agree on a connection: %2.").arg(m_target.host, lastError()));
    return {};
}

} // namespace patchbay::remote
