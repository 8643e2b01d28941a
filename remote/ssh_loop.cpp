// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_loop.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

constexpr qsizetype carried = 64 << 10; ///< kept for each direction of a jump at the most
constexpr int longest = 1000;           ///< ms; keep-alives are due now and then

} // namespace

Waker::Waker()
{
    // At once: a program that another thread starts in between would keep it open.
    if (::pipe2(m_fds, O_CLOEXEC | O_NONBLOCK) != 0)
        m_fds[0] = m_fds[1] = -1;
}

Waker::~Waker()
{
    ::close(m_fds[0]);
    ::close(m_fds[1]);
}

void Waker::wake()
{
    [[maybe_unused]] const auto written = ::write(m_fds[1], "", 1);
}

void Waker::drain()
{
    char bytes[256];
    while (::read(m_fds[0], bytes, sizeof bytes) == sizeof bytes) {
    }
}

SshLoop::SshLoop(Waker &waker, const std::atomic<bool> &cancelled)
    : m_waker(waker)
    , m_cancelled(cancelled)
{
}

SshLoop::~SshLoop()
{
    for (const auto &bridge : m_bridges)
        ::close(bridge->fd);
}

Outcome<> SshLoop::wait(const QDeadlineTimer &deadline, ssh_session session, int fd, short events)
{
    carryAll();
    std::vector<pollfd> polled{{m_waker.fd(), POLLIN, 0}};
    const auto add = [&polled](ssh_session each) {
        const int socket = ssh_get_fd(each);
        if (socket < 0)
            return;
        const bool writes = (ssh_get_poll_flags(each) & SSH_WRITE_PENDING) != 0;
        polled.push_back({socket, short(POLLIN | (writes ? POLLOUT : 0)), 0});
    };
    if (session)
        add(session);
    if (fd >= 0)
        polled.push_back({fd, events, 0});
    for (const auto &bridge : m_bridges) {
        add(bridge->via);
        if (!bridge->ended) {
            const bool room = bridge->up.size() < carried;
            polled.push_back({bridge->fd, short((room ? POLLIN : 0) | (bridge->down.isEmpty() ? 0 : POLLOUT)), 0});
        }
    }
    const int patience = int(std::clamp(deadline.isForever() ? longest : deadline.remainingTime(), qint64(0), qint64(longest)));
    ::poll(polled.data(), nfds_t(polled.size()), patience);
    if (polled[0].revents != 0)
        m_waker.drain();
    carryAll();
    if (m_cancelled)
        return std::unexpected(QString());
    if (deadline.hasExpired())
        return std::unexpected(QCoreApplication::translate("SshLoop", "no answer in time"));
    return {};
}

int SshLoop::bridge(ssh_session via, ssh_channel channel)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return -1;
    m_bridges.push_back(std::make_unique<Bridge>(Bridge{via, channel, ends[0], {}, {}}));
    return ends[1];
}

void SshLoop::carryAll()
{
    for (const auto &bridge : m_bridges)
        carry(*bridge);
}

void SshLoop::carry(Bridge &bridge)
{
    char bytes[16384];
    bool gone = false;
    for (bool moved = true; moved && !bridge.ended;) {
        moved = false;
        if (bridge.up.size() < carried) {
            const ssize_t count = ::recv(bridge.fd, bytes, sizeof bytes, 0);
            if (count > 0)
                bridge.up.append(bytes, count);
            gone = gone || count == 0;
            moved = count > 0;
        }
        if (!bridge.up.isEmpty()) {
            const int sent = ssh_channel_write(bridge.channel, bridge.up.constData(), quint32(bridge.up.size()));
            gone = gone || sent < 0;
            bridge.up.remove(0, std::max(sent, 0));
            moved = moved || sent > 0;
        }
        if (bridge.down.size() < carried) {
            const int count = ssh_channel_read_nonblocking(bridge.channel, bytes, sizeof bytes, 0);
            if (count > 0)
                bridge.down.append(bytes, count);
            gone = gone || (count < 0 && count != SSH_AGAIN) || (count <= 0 && ssh_channel_is_eof(bridge.channel));
            moved = moved || count > 0;
        }
        if (!bridge.down.isEmpty()) {
            const ssize_t sent = ::send(bridge.fd, bridge.down.constData(), std::size_t(bridge.down.size()), MSG_NOSIGNAL);
            gone = gone || (sent < 0 && errno != EAGAIN && errno != EINTR);
            bridge.down.remove(0, std::max(qsizetype(sent), qsizetype(0)));
            moved = moved || sent > 0;
        }
        if (gone && !moved && bridge.down.isEmpty()) {
            bridge.ended = true;
            ::shutdown(bridge.fd, SHUT_RDWR);
        }
    }
}

} // namespace patchbay::remote
