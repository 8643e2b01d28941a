// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_link.h"

#include "remote/harmless.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

#include <libssh/server.h> // ssh_send_keepalive is among the server's

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestWay = 8;
constexpr qsizetype complaintsKept = 4096;
constexpr qsizetype piece = 256 << 10; ///< received in one go, so that other work is not starved
constexpr int absence = 3000;          ///< ms; the loop comes round every second
constexpr int lastWord = 5000;         ///< ms that a program may go on after it has closed its output
constexpr int again = 100;             ///< ms until the next try

QString tr(const char *text)
{
    return QCoreApplication::translate("SshLink", text);
}

// libssh puts "Channel opening failure: channel 43 error (1)" before the server's words; 1: it is forbidden.
struct NotOpened
{
    bool forbidden;
    QString words;
};
NotOpened whyNotOpened(const QString &error)
{
    const qsizetype number = error.indexOf(u"error ("_s), end = error.indexOf(u')', number);
    return number < 0 || end < 0 ? NotOpened{false, error} : NotOpened{error[number + 7] == u'1', error.mid(end + 1).trimmed()};
}

} // namespace

SshLink::SshLink(SshLoop &loop, const Talk &talk, SshSettings settings, SshTarget target)
    : m_loop(loop)
    , m_talk(talk)
    , m_settings(std::move(settings))
    , m_target(std::move(target))
{
}

SshLink::~SshLink()
{
    for (const ssh_channel channel : m_channels)
        ssh_channel_free(channel);
    while (!m_hops.empty())
        m_hops.pop_back();
}

Outcome<> SshLink::open()
{
    return openWay(m_target, true, 0);
}

Outcome<> SshLink::openWay(const SshTarget &target, bool followConfig, int depth)
{
    if (depth > longestWay || m_hops.size() > longestWay)
        return std::unexpected(tr("The ProxyJumps of %1 lead nowhere: more than eight of them.").arg(m_target.host));
    auto hop = std::make_unique<SshHop>(m_loop, m_talk, m_settings, target);
    if (auto done = hop->configure(); !done)
        return done;
    const QStringList jumps = followConfig ? hop->jumps() : QStringList();
    for (qsizetype i = 0; i < jumps.size(); ++i) {
        const auto jump = SshTarget::parse(jumps[i].trimmed());
        if (!jump)
            return std::unexpected(tr("ProxyJump of %1 names no host: %2.").arg(target.host, harmless(jumps[i], 100, 1)));
        // Only the first may need a way of its own; the others are reached from the one before.
        if (auto done = openWay(*jump, i == 0, depth + 1); !done)
            return done;
    }
    SshHop *via = m_hops.empty() ? nullptr : m_hops.back().get();
    const auto fd = reach(*hop, via);
    if (!fd)
        return std::unexpected(fd.error());
    SshHop &reached = *m_hops.emplace_back(std::move(hop));
    return reached.open(*fd, [this, &reached, via] { return reach(reached, via); });
}

Outcome<int> SshLink::reach(SshHop &hop, SshHop *before)
{
    if (!before)
        return hop.connect();
    SshHop &via = *before;
    m_talk.tell(tr("Going through %1 to %2…").arg(via.who(), hop.host()));
    const ssh_channel channel = m_channels.emplace_back(ssh_channel_new(via.session()));
    const auto opened = m_loop.finish(hop.connectDeadline(), via.session(), SSH_AGAIN, [&] {
        return ssh_channel_open_forward(channel, hop.host().toUtf8().constData(), hop.port(), "127.0.0.1", 0);
    });
    if (!opened)
        return std::unexpected(opened.error().isEmpty() ? QString()
                                                        : tr("%1 does not get through to %2.").arg(via.who(), hop.host()));
    if (*opened != SSH_OK) {
        const NotOpened why = whyNotOpened(via.lastError());
        const QString where = hop.host() + tr(" port %1").arg(hop.port());
        if (why.forbidden)
            return std::unexpected(tr("%1 forbids to go on to %2: its sshd would have to allow it (AllowTcpForwarding, PermitOpen, "
                                      "no \"restrict\" for the key).").arg(via.who(), where));
        return std::unexpected(tr("%1 does not get through to %2: %3.").arg(via.who(), where, why.words));
    }
    const int fd = m_loop.bridge(via.session(), channel);
    if (fd < 0)
        return std::unexpected(tr("There are too many open files on this machine."));
    return fd;
}

Outcome<int> SshLink::openSession(ssh_channel &channel)
{
    const ssh_session session = host().session();
    const QDeadlineTimer deadline(std::chrono::seconds(m_settings.patience.answer)), grace(m_ran ? lastWord : 0);
    for (;;) {
        channel = m_channels.emplace_back(ssh_channel_new(session));
        const auto status = m_loop.finish(deadline, session, SSH_AGAIN, [&] { return ssh_channel_open_session(channel); });
        // With MaxSessions 1 a program that has just ended is in the way of the next until sshd has reaped it.
        if (!status || *status == SSH_OK || !ssh_is_connected(session) || grace.hasExpired())
            return status;
        forget(channel);
        if (!m_loop.wait(QDeadlineTimer(again), session) && m_loop.cancelled())
            return std::unexpected(QString());
    }
}

Outcome<ssh_channel> SshLink::execute(const std::string &command)
{
    const ssh_session session = host().session();
    const QDeadlineTimer deadline(std::chrono::seconds(m_settings.patience.answer));
    ssh_channel channel = nullptr;
    auto status = openSession(channel);
    if (status && *status == SSH_OK)
        status = m_loop.finish(deadline, session, SSH_AGAIN, [&] { return ssh_channel_request_exec(channel, command.c_str()); });
    if (!status)
        return std::unexpected(status.error().isEmpty() ? QString() : tr("%1 starts no program.").arg(m_target.host));
    if (*status != SSH_OK && !ssh_is_connected(session) && m_ran)
        return std::unexpected(tr("The connection to %1 was lost: %2.").arg(m_target.host, host().lastError()));
    if (*status != SSH_OK && !ssh_is_connected(session))
        return std::unexpected(tr("%1 let %2 in and ended the connection when a program was to be started (PermitRootLogin forced-commands-only "
                                  "of its sshd does so).").arg(m_target.host, host().user()));
    if (*status != SSH_OK)
        return std::unexpected(tr("%1 starts no program (%2): its sshd would have to allow it (MaxSessions).")
                                   .arg(m_target.host, whyNotOpened(host().lastError()).words));
    m_ran = true;
    return channel;
}

void SshLink::forget(ssh_channel channel)
{
    std::erase(m_channels, channel);
    ssh_channel_free(channel);
}

bool SshLink::attend()
{
    const ssh_session session = host().session();
    const ssh_event event = ssh_event_new();
    if (event && ssh_event_add_session(event, session) == SSH_OK) {
        ssh_event_dopoll(event, 0);
        ssh_event_remove_session(event, session);
    }
    ssh_event_free(event);
    return ssh_is_connected(session) != 0;
}

SshChannel::SshChannel(SshLoop &loop, SshLink &link, ssh_channel channel, const SshPatience &patience)
    : m_loop(loop)
    , m_link(link)
    , m_channel(channel)
    , m_alive(patience.alive * 1000)
{
    m_clock.start();
}

void SshChannel::send()
{
    if (!out.isEmpty()) {
        const int sent = ssh_channel_write(m_channel, out.constData(), quint32(std::min(out.size(), piece)));
        out.remove(0, std::max(sent, 0));
        if (sent < 0)
            out.clear(); // nobody reads there any more; why, its last words will say
    }
    if (out.isEmpty() && endOfInput && !m_inputEnded) {
        ssh_channel_send_eof(m_channel);
        m_inputEnded = true;
    }
}

void SshChannel::take(QByteArray &bytes, int stream, qsizetype limit)
{
    char buffer[32768];
    while (bytes.size() < limit) {
        const int count = ssh_channel_read_nonblocking(m_channel, buffer, sizeof buffer, stream);
        if (count <= 0)
            break;
        bytes.append(buffer, count);
    }
}

void SshChannel::takeComplaints(QByteArray &complaints)
{
    take(complaints, 1, complaints.size() + piece);
    complaints = complaints.right(complaintsKept);
}

Outcome<bool> SshChannel::move(QByteArray &received, QByteArray &complaints)
{
    send();
    const qsizetype limit = received.size() + piece;
    int waiting = 0;
    do {
        // Each call takes packets of every kind from the socket: what came for one stream while the other was read would
        // lie there until the next packet.
        take(received, 0, limit);
        takeComplaints(complaints);
        waiting = ssh_channel_poll(m_channel, 0);
    } while (waiting > 0 && received.size() < limit);
    if (waiting < 0)
        takeComplaints(complaints);
    if (!ssh_is_connected(m_link.host().session()))
        return std::unexpected(tr("The connection to %1 was lost: %2.").arg(m_link.host().host(), m_link.host().lastError()));
    if (ssh_channel_is_closed(m_channel))
        return false;
    return !(waiting < 0 && saidHow());
}

bool SshChannel::saidHow()
{
    // sshd ends the output when the program closes it, and says how the program ended once it has reaped it.
    if (!m_outputEnd.isValid())
        m_outputEnd.start();
    quint32 status = 0;
    return ssh_channel_get_exit_state(m_channel, &status, nullptr, nullptr) == SSH_OK || m_outputEnd.hasExpired(lastWord);
}

Outcome<> SshChannel::wait(const QDeadlineTimer &deadline)
{
    if (auto waited = m_loop.wait(deadline, m_link.host().session()); !waited)
        return waited;
    return keepAlive();
}

Outcome<> SshChannel::keepAlive()
{
    const qint64 now = m_clock.elapsed();
    const bool away = now - std::exchange(m_lookedAt, now) > absence;
    if (away) // asleep, stopped, or not reading: the silence says nothing, so the host is asked anew
        m_seenAt = std::max(m_seenAt, now - m_alive / 4 - 1);
    if (m_link.host().bytesIn() != m_seen) {
        m_seen = m_link.host().bytesIn();
        m_seenAt = now;
        return {};
    }
    if (now - m_seenAt > m_alive)
        return std::unexpected(tr("%1 has not answered for %2 seconds; the connection is taken for cut.")
                                   .arg(m_link.host().host()).arg(m_alive / 1000));
    if (now - m_seenAt > m_alive / 4 && now - m_sentAt > m_alive / 4) {
        // The first call takes the answer to the last one, the second asks anew.
        ssh_send_keepalive(m_link.host().session());
        ssh_send_keepalive(m_link.host().session());
        m_sentAt = now;
    }
    return {};
}

QString SshChannel::ending() const
{
    quint32 status = 0;
    char *signal = nullptr;
    int core = 0;
    if (ssh_channel_get_exit_state(m_channel, &status, &signal, &core) != SSH_OK)
        return tr("ended without saying how");
    if (signal) {
        const QString name = harmless(QByteArrayView(signal), 20, 1);
        ssh_string_free_char(signal);
        return tr("was ended by signal %1").arg(name);
    }
    return status == 0 ? QString() : tr("ended with status %1").arg(status);
}

} // namespace patchbay::remote
