// SPDX-License-Identifier: BSD-2-Clause
#include "remote/tcp.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Tcp", text);
}

struct Address
{
    sockaddr_storage bytes{};
    socklen_t size = 0;
    int family = 0;
};

// getaddrinfo() cannot be interrupted, so it gets a thread that may be left behind; what they share outlives both.
struct Lookup
{
    Waker done;
    std::mutex mutex;
    bool finished = false;
    int status = 0;
    std::vector<Address> addresses;
};

void lookUp(const std::shared_ptr<Lookup> &lookup, const std::string &host, int port, int family)
{
    addrinfo hints{}, *found = nullptr;
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    const int status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    {
        const std::lock_guard lock(lookup->mutex);
        lookup->status = status;
        for (const addrinfo *each = found; status == 0 && each; each = each->ai_next) {
            Address address{.bytes = {}, .size = each->ai_addrlen, .family = each->ai_family};
            std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
            lookup->addresses.push_back(address);
        }
        lookup->finished = true;
    }
    if (status == 0)
        ::freeaddrinfo(found);
    lookup->done.wake();
}

Outcome<std::vector<Address>> resolve(SshLoop &loop, const QString &host, int port, int family,
                                      const QDeadlineTimer &deadline)
{
    const auto lookup = std::make_shared<Lookup>();
    std::thread(lookUp, lookup, host.toStdString(), port, family).detach();
    for (;;) {
        auto waited = loop.wait(deadline, nullptr, lookup->done.fd(), POLLIN);
        const std::lock_guard lock(lookup->mutex);
        if (lookup->finished) {
            if (lookup->status != 0)
                return std::unexpected(tr("%1 cannot be found: %2.").arg(host, QString::fromLocal8Bit(::gai_strerror(lookup->status))));
            return lookup->addresses;
        }
        if (!waited)
            return std::unexpected(waited.error().isEmpty() ? QString() : tr("The name %1 was not found in time.").arg(host));
    }
}

QString systemError(int problem)
{
    return QString::fromLocal8Bit(std::strerror(problem));
}

const sockaddr *bytesOf(const Address &address)
{
    return reinterpret_cast<const sockaddr *>(&address.bytes);
}

// `from`: an address of this machine.
int bindTo(int fd, const QString &from, int family)
{
    addrinfo hints{}, *found = nullptr;
    hints.ai_family = family;
    hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(from.toUtf8().constData(), nullptr, &hints, &found) != 0)
        return EADDRNOTAVAIL;
    const int problem = ::bind(fd, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
    ::freeaddrinfo(found);
    return problem;
}

Outcome<int> connectTo(SshLoop &loop, const Address &address, const QString &from, const QDeadlineTimer &deadline)
{
    const int fd = ::socket(address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return std::unexpected(systemError(errno));
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    int problem = from.isEmpty() ? 0 : bindTo(fd, from, address.family);
    if (problem == 0)
        problem = ::connect(fd, bytesOf(address), address.size) == 0 ? 0 : errno;
    while (problem == EINPROGRESS || problem == EINTR) {
        auto waited = loop.wait(deadline, nullptr, fd, POLLOUT);
        pollfd state{fd, POLLOUT, 0};
        if (!waited && (loop.cancelled() || ::poll(&state, 1, 0) == 0)) {
            ::close(fd);
            return std::unexpected(waited.error());
        }
        if (::poll(&state, 1, 0) > 0) {
            socklen_t size = sizeof problem;
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size);
        }
    }
    if (problem == 0)
        return fd;
    ::close(fd);
    return std::unexpected(systemError(problem));
}

} // namespace

Outcome<int> connectTcp(SshLoop &loop, const TcpPlace &place, const QDeadlineTimer &deadline,
                        const std::function<void(const QString &)> &tell)
{
    tell(tr("Looking up %1…").arg(place.host));
    const auto addresses = resolve(loop, place.host, place.port, place.family, deadline);
    if (!addresses)
        return std::unexpected(addresses.error());
    QString problem = tr("it has no address");
    for (std::size_t i = 0; i < addresses->size() && !deadline.hasExpired(); ++i) {
        const Address &address = (*addresses)[i];
        char name[NI_MAXHOST] = "";
        ::getnameinfo(bytesOf(address), address.size, name, sizeof name, nullptr, 0, NI_NUMERICHOST);
        tell(tr("Connecting to %1 port %2…").arg(QString::fromLatin1(name)).arg(place.port));
        // An address that swallows everything, as IPv6 does in many a network, must leave time for the others.
        const QDeadlineTimer share(deadline.isForever() ? -1 : deadline.remainingTime() / qint64(addresses->size() - i));
        auto connected = connectTo(loop, address, place.from, share);
        if (connected || connected.error().isEmpty())
            return connected;
        problem = connected.error();
    }
    return std::unexpected(tr("%1 port %2 cannot be reached: %3.").arg(place.host).arg(place.port).arg(problem));
}

} // namespace patchbay::remote
