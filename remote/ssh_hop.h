// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"
#include "remote/known_hosts.h"
#include "remote/proxy_command.h"
#include "remote/ssh_config.h"
#include "remote/ssh_talk.h"
#include "remote/ssh_target.h"

#include <QCoreApplication>

namespace patchbay::remote {

/// What is the same for every host of a connection.
struct SshSettings
{
    QStringList configFiles; ///< empty: ~/.ssh/config and /etc/ssh/ssh_config
    QString home;            ///< empty: the user's own, as passwd has it
    QString agent;           ///< socket; empty: SSH_AUTH_SOCK, "none": no agent
    SshPatience patience;
};

/// One host on the way, the last of them the one that is wanted: its configuration, key exchange, key and login. Used from
/// one thread; waits in the loop.
class SshHop
{
    Q_DECLARE_TR_FUNCTIONS(SshHop)
public:
    SshHop(SshLoop &loop, const Talk &talk, const SshSettings &settings, SshTarget target);
    ~SshHop();
    SshHop(const SshHop &) = delete;
    SshHop &operator=(const SshHop &) = delete;

    /// Reads the configuration; everything below is known after it.
    Outcome<> configure();
    [[nodiscard]] const QString &host() const { return m_host; } ///< HostName
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] const QString &user() const { return m_user; }
    [[nodiscard]] QString who() const { return m_user + u'@' + m_target.host; }
    [[nodiscard]] const SshConfig &config() const { return m_config; }
    /// ProxyJump's hosts in the order they are passed; empty: none.
    [[nodiscard]] QStringList jumps() const;
    [[nodiscard]] QDeadlineTimer connectDeadline() const;
    /// A connected descriptor of its own making: TCP, or ProxyCommand.
    Outcome<int> connect();

    /// Key exchange, the host's key and the login over a connected descriptor, which becomes the session's. `again` makes another
    /// one to the same host.
    Outcome<> open(int fd, const std::function<Outcome<int>()> &again);
    /// What open() has failed at.
    [[nodiscard]] Hindrance hindrance() const { return m_hindrance; }

    [[nodiscard]] ssh_session session() const { return m_session; }
    /// Bytes that came from the server so far, for noticing a dead connection.
    [[nodiscard]] quint64 bytesIn() const { return m_counter.in_bytes; }
    /// What libssh says of its last failure, harmless to show.
    [[nodiscard]] QString lastError() const;

private:
    void noteConfig() const;
    Outcome<> chooseMethods();
    void preferKnownKinds();
    Outcome<> exchangeKeys(int fd);
    [[nodiscard]] QString proxyWords() const;
    Outcome<> checkHostKey();
    Outcome<> judgeHostKey(const HostKey &key);
    Outcome<> refuseRevoked(const HostKey &key);
    std::expected<bool, QString> isRevoked(const QByteArray &blob);
    [[nodiscard]] KnownHost lookUp(const HostKey &key) const;
    Outcome<bool> isVouchedFor(const HostKey &key, const KnownHost &known);
    std::expected<QString, QString> authorityOf(const QByteArray &certificate, const HostKey &key, const KnownHost &known);
    Outcome<Reply> askPerson(Question question);
    Outcome<> askAboutKey(const HostKey &key, const KnownHost &known);
    Outcome<> remember(const HostKey &key);
    [[nodiscard]] QString knownName() const;
    [[nodiscard]] QStringList knownFiles() const;
    [[nodiscard]] QStringList filesOf(const char *keyword, const QStringList &standard) const;
    [[nodiscard]] QString expand(const QString &value) const;

    SshLoop &m_loop;
    const Talk &m_talk;
    const SshSettings &m_settings;
    SshTarget m_target;
    SshConfigSubject m_subject;
    SshConfig m_config;
    QString m_host, m_user;
    int m_port = 22;
    ssh_session m_session = nullptr;
    ssh_counter_struct m_counter{};
    Hindrance m_hindrance = Hindrance::Away;
    std::function<Outcome<int>()> m_again;
    QList<QList<KnownLine>> m_known; ///< about the host's name, and about the one without a port where that differs
    std::shared_ptr<ProxyWords> m_proxy; ///< null: it is no ProxyCommand that leads there
    bool m_late = false; ///< the server was gone when a person answered
    QString m_noProof; ///< why no authority has vouched for the host

    friend class SshLogin;
};

} // namespace patchbay::remote
