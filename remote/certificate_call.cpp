// SPDX-License-Identifier: BSD-2-Clause
#include "remote/certificate_call.h"

#include "remote/ssh_wire.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

constexpr qsizetype mostBytes = 1 << 20; ///< of all that a server may say
constexpr char disconnect = 1, keyExchangeInit = 20, ecdhInit = 30, ecdhReply = 31;
constexpr int listCount = 10; ///< in KEXINIT, RFC 4253 7.1

QString tr(const char *text)
{
    return QCoreApplication::translate("CertificateCall", text);
}

/// The plain beginning of an SSH connection, before anything is encrypted.
class PlainCall
{
public:
    PlainCall(SshLoop &loop, int fd, const QDeadlineTimer &deadline)
        : m_loop(loop)
        , m_fd(fd)
        , m_deadline(deadline)
    {
    }
    ~PlainCall() { ::close(m_fd); }
    PlainCall(const PlainCall &) = delete;
    PlainCall &operator=(const PlainCall &) = delete;

    Outcome<> send(QByteArray bytes)
    {
        while (!bytes.isEmpty()) {
            const ssize_t sent = ::send(m_fd, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR)
                return std::unexpected(tr("it hung up"));
            bytes.remove(0, std::max<qsizetype>(sent, 0));
            if (sent >= 0)
                continue;
            if (auto waited = m_loop.wait(m_deadline, nullptr, m_fd, POLLOUT); !waited)
                return waited;
        }
        return {};
    }
    Outcome<> sendPacket(const QByteArray &payload)
    {
        const qsizetype padding = 8 + (8 - (5 + payload.size()) % 8) % 8;
        QByteArray packet = sshString(char(padding) + payload + QByteArray(padding, '\0'));
        return send(packet);
    }
    /// Up to the line with the server's version.
    Outcome<> greeting()
    {
        for (QByteArray line; !line.startsWith("SSH-2.0-") && !line.startsWith("SSH-1.99-");) {
            while (!m_in.contains('\n')) {
                if (auto done = more(); !done)
                    return done;
            }
            line = m_in.left(m_in.indexOf('\n'));
            m_in.remove(0, line.size() + 1);
        }
        return {};
    }
    /// The next packet of a type; those between are passed over.
    Outcome<QByteArray> packet(char type)
    {
        for (;;) {
            SshTaker from(m_in);
            const QByteArray body = from.string();
            if (!from.good()) {
                if (auto done = more(); !done)
                    return std::unexpected(done.error());
                continue;
            }
            m_in.remove(0, from.at());
            if (body.size() < 2 || quint8(body[0]) > body.size() - 2)
                return std::unexpected(tr("it does not speak SSH"));
            const QByteArray payload = body.mid(1, body.size() - 1 - quint8(body[0]));
            if (payload[0] == type)
                return payload;
            if (payload[0] == disconnect)
                return std::unexpected(tr("it hung up"));
        }
    }

private:
    Outcome<> more()
    {
        char bytes[16384];
        for (;;) {
            const ssize_t count = ::read(m_fd, bytes, sizeof bytes);
            if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
                return std::unexpected(tr("it hung up"));
            m_seen += std::max<qsizetype>(count, 0);
            if (m_seen > mostBytes)
                return std::unexpected(tr("it talks without end"));
            if (count > 0) {
                m_in.append(bytes, count);
                return {};
            }
            if (auto waited = m_loop.wait(m_deadline, nullptr, m_fd, POLLIN); !waited)
                return waited;
        }
    }

    SshLoop &m_loop;
    int m_fd;
    QDeadlineTimer m_deadline;
    QByteArray m_in;
    qsizetype m_seen = 0;
};

bool share(const QByteArrayList &wanted, const QByteArray &offered)
{
    const QByteArrayList list = offered.split(',');
    return std::ranges::any_of(wanted, [&list](const QByteArray &each) { return list.contains(each); });
}

} // namespace

Outcome<QByteArray> callForCertificate(SshLoop &loop, int fd, const QByteArrayList &methods, const QDeadlineTimer &deadline)
{
    const QByteArrayList exchanges{"curve25519-sha256", "curve25519-sha256@libssh.org"};
    PlainCall call(loop, fd, deadline);
    const auto theirs = call.send("SSH-2.0-Patchbay\r\n").and_then([&] { return call.greeting(); }).and_then([&] { return call.packet(keyExchangeInit); });
    if (!theirs)
        return theirs;
    SshTaker from(*theirs);
    from.bytes(1 + 16);
    QByteArrayList lists;
    for (int i = 0; i < listCount; ++i)
        lists.append(from.string());
    if (!from.good())
        return std::unexpected(tr("it does not speak SSH"));
    if (!share(methods, lists[1]))
        return std::unexpected(tr("it has no certificate for this key"));
    if (!share(exchanges, lists[0]))
        return std::unexpected(tr("it does not exchange keys by curve25519, so its certificate cannot be asked for"));
    lists[0] = exchanges.join(',');
    lists[1] = methods.join(',');
    lists[8] = lists[9] = {};
    // Of what would protect the connection all is as they like it: it ends before that.
    QByteArray ours = keyExchangeInit + QByteArray(16, '\0');
    for (const QByteArray &list : std::as_const(lists))
        ours += sshString(list);
    ours += QByteArray(5, '\0');
    // Any point will do, so the curve's base point does: no secret comes of it.
    const QByteArray point = '\t' + QByteArray(31, '\0');
    const auto reply = call.sendPacket(ours).and_then([&] { return call.sendPacket(ecdhInit + sshString(point)); }).and_then([&] {
        return call.packet(ecdhReply);
    });
    return reply.transform([](const QByteArray &packet) { return SshTaker(packet.mid(1)).string(); });
}

} // namespace patchbay::remote
