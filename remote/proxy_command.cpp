// SPDX-License-Identifier: BSD-2-Clause
#include "remote/proxy_command.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ; // POSIX wants it declared by who uses it

namespace patchbay::remote {

namespace {

constexpr qsizetype kept = 2048;
constexpr int glance = 500; ///< ms between looks at whether it has ended

QString tr(const char *text)
{
    return QCoreApplication::translate("Tcp", text);
}

Outcome<ProxyCommand> noCommand(int problem)
{
    return std::unexpected(tr("The ProxyCommand could not be started: %1.").arg(QString::fromLocal8Bit(std::strerror(problem))));
}

// What it started may outlive it and keep its standard error, as ssh with ControlPersist does: that is read as long as somebody
// writes there.
void follow(int complaints, pid_t child, const std::shared_ptr<ProxyWords> &words)
{
    for (bool alive = true;;) {
        pollfd state{complaints, POLLIN, 0};
        if (::poll(&state, 1, alive ? glance : -1) > 0) {
            char bytes[4096];
            const ssize_t count = ::read(complaints, bytes, sizeof bytes);
            if (count > 0)
                words->append(QByteArray(bytes, count));
            else if (count == 0 || errno != EINTR)
                break;
        } else if (alive && ::waitpid(child, nullptr, WNOHANG) != 0) {
            alive = false;
            words->end();
        }
    }
    ::close(complaints);
    ::waitpid(child, nullptr, 0);
    words->end();
}

} // namespace

void ProxyWords::append(const QByteArray &bytes)
{
    const std::lock_guard lock(m_mutex);
    m_last = (m_last + bytes).right(kept);
}

void ProxyWords::end()
{
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_over.notify_all();
}

QByteArray ProxyWords::wait(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    m_over.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_ended; });
    return m_last;
}

Outcome<ProxyCommand> startProxyCommand(const QString &command)
{
    int ends[2], complaints[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return noCommand(errno);
    if (::pipe2(complaints, O_CLOEXEC) != 0) {
        const int problem = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        return noCommand(problem);
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, complaints[1], STDERR_FILENO);
    std::string shell = "/bin/sh", option = "-c", line = "exec " + command.toStdString();
    char *const argv[] = {shell.data(), option.data(), line.data(), nullptr};
    pid_t child = -1;
    const int problem = ::posix_spawn(&child, argv[0], &actions, nullptr, argv, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    ::close(complaints[1]);
    if (problem != 0) {
        ::close(ends[0]);
        ::close(complaints[0]);
        return noCommand(problem);
    }
    const auto words = std::make_shared<ProxyWords>();
    std::thread(follow, complaints[0], child, words).detach();
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return ProxyCommand{ends[0], words};
}

} // namespace patchbay::remote
