// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_agent.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

constexpr char listRequest = 11, listAnswer = 12; // draft-ietf-sshm-ssh-agent, section 6.1

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

// The whole answer, so that nothing of it is left for libssh to misread.
Outcome<QByteArray> askForList(SshLoop &loop, int fd, const QDeadlineTimer &deadline)
{
    const char request[] = {0, 0, 0, 1, listRequest};
    if (::send(fd, request, sizeof request, MSG_NOSIGNAL) != sizeof request)
        return std::unexpected(tr("takes no requests"));
    QByteArray answer;
    for (;;) {
        const qsizetype wanted = answer.size() < 4 ? 4 : 4 + qsizetype(numberAt(answer, 0));
        if (wanted > 256 * 1024)
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

Outcome<int> connectAgent(SshLoop &loop, const QString &socket, const QDeadlineTimer &deadline)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray path = QFile::encodeName(socket);
    if (path.size() >= qsizetype(sizeof address.sun_path))
        return std::unexpected(tr("has a socket with too long a name"));
    std::memcpy(address.sun_path, path.constData(), std::size_t(path.size()));
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    Outcome<QByteArray> answer = std::unexpected(tr("cannot be reached"));
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        answer = askForList(loop, fd, deadline);
    if (answer && answer->size() >= 5 && answer->front() == listAnswer && numberAt(*answer, 1) > 0)
        return fd;
    ::close(fd);
    if (answer)
        return -1;
    return std::unexpected(answer.error());
}

AgentWatch::AgentWatch(const SshLoop &loop, int fd, int seconds)
    : m_fd(::dup(fd)) // libssh may close its own, and the number may be another's then
    , m_thread([this, &loop, until = QDeadlineTimer(std::chrono::seconds(seconds))] {
        while (!m_over) {
            m_late = until.hasExpired();
            if (m_late || loop.cancelled()) {
                ::shutdown(m_fd, SHUT_RDWR);
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    })
{
}

AgentWatch::~AgentWatch()
{
    m_over = true;
    m_thread.join();
    ::close(m_fd);
}

} // namespace patchbay::remote
