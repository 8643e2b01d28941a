// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_agent.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

constexpr char listRequest = 11, listAnswer = 12, signRequest = 13, failure = 5; // draft-ietf-sshm-ssh-agent, section 6.1
constexpr quint32 longest = 256 * 1024;
constexpr int glance = 20; ///< ms between looks at whether somebody cancelled

QString tr(const char *text)
{
    return QCoreApplication::translate("SshAgent", text);
}

quint32 numberAt(const QByteArray &bytes, qsizetype at)
{
    quint32 number = 0;
    for (qsizetype i = at; i < at + 4; ++i)
        number = number << 8 | quint8(bytes[i]);
    return number;
}

QByteArray number(qsizetype value)
{
    const char bytes[] = {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
    return {bytes, sizeof bytes};
}

QByteArray string(const QByteArray &bytes)
{
    return number(bytes.size()) + bytes;
}

// The string at `at`, which is moved behind it; null: there is none.
QByteArray takeString(const QByteArray &bytes, qsizetype &at)
{
    if (bytes.size() - at < 4 || bytes.size() - at - 4 < qsizetype(numberAt(bytes, at)))
        return {};
    const qsizetype length = qsizetype(numberAt(bytes, at));
    const QByteArray taken(bytes.constData() + at + 4, length);
    at += 4 + length;
    return taken;
}

QList<AgentKey> keysIn(const QByteArray &answer)
{
    QList<AgentKey> keys;
    qsizetype at = 5;
    for (quint32 left = answer.size() < 5 || answer.front() != listAnswer ? 0 : numberAt(answer, 1); left > 0; --left) {
        const QByteArray blob = takeString(answer, at), comment = takeString(answer, at);
        if (blob.isEmpty())
            break;
        keys.append({blob, comment, {}});
    }
    return keys;
}

// The whole answer, so that nothing of it is left to be misread.
Outcome<QByteArray> askForList(SshLoop &loop, int fd, const QDeadlineTimer &deadline)
{
    const char request[] = {0, 0, 0, 1, listRequest};
    if (::send(fd, request, sizeof request, MSG_NOSIGNAL) != sizeof request)
        return std::unexpected(tr("takes no requests"));
    QByteArray answer;
    for (;;) {
        const qsizetype wanted = answer.size() < 4 ? 4 : 4 + qsizetype(numberAt(answer, 0));
        if (wanted > longest)
            return std::unexpected(tr("answers nonsense"));
        if (answer.size() >= 4 && answer.size() == wanted)
            return answer.mid(4);
        char bytes[4096];
        const ssize_t count = ::recv(fd, bytes, std::size_t(qMin(wanted - answer.size(), qsizetype(sizeof bytes))), 0);
        if (count > 0) {
            answer.append(bytes, count);
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            return std::unexpected(tr("hung up"));
        } else if (auto waited = loop.wait(deadline, nullptr, fd, POLLIN); !waited) {
            return std::unexpected(waited.error().isEmpty() ? QString() : tr("does not answer"));
        }
    }
}

} // namespace

Outcome<AgentKeys> connectAgent(SshLoop &loop, const QString &socket, const QDeadlineTimer &deadline)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray path = QFile::encodeName(socket);
    if (path.size() >= qsizetype(sizeof address.sun_path))
        return std::unexpected(tr("has a socket with too long a name"));
    std::memcpy(address.sun_path, path.constData(), std::size_t(path.size()));
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    Outcome<QByteArray> answer = std::unexpected(tr("cannot be reached"));
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        answer = askForList(loop, fd, deadline);
    if (answer)
        return AgentKeys{fd, keysIn(*answer)};
    ::close(fd);
    return std::unexpected(answer.error());
}

AgentRelay::AgentRelay(const SshLoop &loop, int agent, QList<AgentKey> shown, int seconds)
    : m_loop(loop)
    , m_agent(agent)
    , m_shown(std::move(shown))
    , m_seconds(seconds)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, m_ends) != 0)
        return;
    m_thread = std::thread([this] { run(); });
}

AgentRelay::~AgentRelay()
{
    stop();
    ::close(m_agent);
    ::close(m_ends[0]);
}

void AgentRelay::stop()
{
    m_over = true;
    m_end.wake();
    if (m_thread.joinable())
        m_thread.join();
}

void AgentRelay::run()
{
    const QDeadlineTimer never(QDeadlineTimer::Forever);
    for (;;) {
        const QByteArray request = receive(m_ends[0], never);
        const QByteArray said = request.isEmpty() ? QByteArray() : answer(request);
        if (said.isEmpty() || !send(m_ends[0], said))
            break;
    }
    ::shutdown(m_ends[0], SHUT_RDWR); // libssh would wait for ever
}

QByteArray AgentRelay::answer(const QByteArray &request)
{
    if (request.front() == signRequest)
        return sign(request);
    if (request.front() != listRequest)
        return {1, failure};
    QByteArray list = listAnswer + number(m_shown.size());
    for (const AgentKey &key : m_shown)
        list += string(key.blob) + string(key.comment);
    return list;
}

QByteArray AgentRelay::sign(QByteArray request)
{
    qsizetype at = 1;
    const QByteArray blob = takeString(request, at);
    const auto key = std::ranges::find(m_shown, blob, &AgentKey::blob);
    if (key == m_shown.end())
        return {1, failure};
    m_wanted.append(blob);
    if (!key->signer.isEmpty())
        request = signRequest + string(key->signer) + request.mid(at);
    const QDeadlineTimer late{std::chrono::seconds(m_seconds)};
    const QByteArray said = send(m_agent, request) ? receive(m_agent, late) : QByteArray();
    m_late = said.isEmpty() && late.hasExpired();
    return said;
}

QByteArray AgentRelay::receive(int fd, const QDeadlineTimer &deadline)
{
    QByteArray message;
    for (;;) {
        const qsizetype wanted = message.size() < 4 ? 4 : 4 + qsizetype(numberAt(message, 0));
        if (wanted > longest)
            return {};
        if (message.size() >= 4 && message.size() == wanted)
            return message.mid(4);
        char bytes[4096];
        const ssize_t count = ::recv(fd, bytes, std::size_t(qMin(wanted - message.size(), qsizetype(sizeof bytes))), 0);
        if (count > 0)
            message.append(bytes, count);
        else if (count == 0 || (errno != EAGAIN && errno != EINTR) || !wait(fd, POLLIN, deadline))
            return {};
    }
}

bool AgentRelay::send(int fd, const QByteArray &message)
{
    const QByteArray framed = string(message);
    for (qsizetype at = 0; at < framed.size();) {
        const ssize_t count = ::send(fd, framed.constData() + at, std::size_t(framed.size() - at), MSG_NOSIGNAL);
        if (count > 0)
            at += count;
        else if ((errno != EAGAIN && errno != EINTR) || !wait(fd, POLLOUT, QDeadlineTimer(std::chrono::seconds(m_seconds))))
            return false;
    }
    return true;
}

bool AgentRelay::wait(int fd, short events, const QDeadlineTimer &deadline)
{
    pollfd polled[] = {{fd, events, 0}, {m_end.fd(), POLLIN, 0}};
    while (!m_over && !m_loop.cancelled() && !deadline.hasExpired()) {
        if (::poll(polled, 2, glance) > 0 && polled[0].revents != 0)
            return true;
    }
    return false;
}

} // namespace patchbay::remote
