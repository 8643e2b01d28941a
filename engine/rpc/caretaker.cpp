// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/caretaker.h"

#include "base/handle.h"
#include "rpc/guest_keeper.h"
#include "rpc/handlers.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace patchbay::rpc {

namespace {

constexpr auto pause = std::chrono::milliseconds(100);
constexpr auto settled = std::chrono::seconds(1); ///< a bhyve that refuses a device does so at once

bool sendAll(int fd, const std::string &text)
{
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = ::write(fd, text.data() + sent, text.size() - sent);
        if (count < 0 && errno != EINTR)
            return false;
        sent += count > 0 ? std::size_t(count) : 0;
    }
    return true;
}

// Up to and without the newline; nullopt: the other side is gone.
std::optional<std::string> readLine(int fd)
{
    std::string line;
    for (char buffer[4096];;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count == 0 || (count < 0 && errno != EINTR))
            return std::nullopt;
        line.append(buffer, count > 0 ? std::size_t(count) : 0);
        if (line.ends_with('\n')) {
            line.pop_back();
            return line;
        }
    }
}

void leaveStreams()
{
    const Handle nothing(::open("/dev/null", O_RDWR));
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (nothing)
            ::dup2(nothing.get(), fd);
    }
}

std::string answerText(const Reply<wire::GuestAnswer> &answer)
{
    return answer ? wire::makeAnswer({}, wire::encode(*answer)) : wire::makeFailure({}, answer.error());
}

Reply<wire::GuestAnswer> readAnswer(const std::string &text, const std::string &name)
{
    const auto envelope = wire::parseEnvelope(text);
    if (!envelope)
        return refuse(wire::code::failed, "guest start: the process that looks after " + name + " ended without a word");
    if (envelope->error)
        return std::unexpected(*envelope->error);
    const auto answer = wire::decode<wire::GuestAnswer>(envelope->result.value_or("{}"));
    if (!answer)
        return refuse(answer.error());
    return *answer;
}

// Lets the guest get going: loaded and running for a moment, or over.
void settle(Session &session, const std::string &name)
{
    auto runningSince = std::chrono::steady_clock::time_point::max();
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        const GuestLife *life = session.guests().find(name);
        if (!life)
            return;
        if (life->status().state != GuestStatus::State::Running)
            runningSince = std::chrono::steady_clock::time_point::max();
        else if (runningSince > now)
            runningSince = now;
        else if (now - runningSince > settled)
            return;
        std::this_thread::sleep_for(pause);
        session.tick();
    }
}

// The child: what the parent is to say goes into the pipe as a JSON-RPC answer.
void lookAfter(const std::string &spec, const wire::StartRequest &request, Handle answerPipe)
{
    ::setsid();
    std::signal(SIGPIPE, SIG_IGN);
    leaveStreams();
    Session session(spec);
    auto answer = guestStart(session, request, {});
    if (answer) {
        settle(session, request.name);
        answer = guestShow(session, {request.name}, {});
    }
    (void)sendAll(answerPipe.get(), answerText(answer));
    answerPipe.reset();
    while (!session.guests().empty()) {
        std::this_thread::sleep_for(pause);
        session.tick();
    }
}

} // namespace

Reply<wire::GuestAnswer> startAndStay(const std::string &spec, const wire::StartRequest &request, int alsoClose)
{
    int ends[2];
    if (::pipe(ends) != 0)
        return refuse(Error{std::strerror(errno), "pipe"});
    const Handle readEnd(ends[0]);
    Handle writeEnd(ends[1]);
    ::fcntl(readEnd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(writeEnd.get(), F_SETFD, FD_CLOEXEC);
    const pid_t child = ::fork();
    if (child < 0)
        return refuse(Error{std::strerror(errno), "fork"});
    if (child == 0) {
        if (alsoClose >= 0)
            ::close(alsoClose);
        lookAfter(spec, request, std::move(writeEnd));
        ::_exit(0);
    }
    writeEnd.reset();
    std::string text;
    char buffer[4096];
    for (ssize_t count = 1; count != 0;) {
        count = ::read(readEnd.get(), buffer, sizeof buffer);
        if (count < 0 && errno != EINTR)
            return refuse(Error{std::strerror(errno), "guest start"});
        text.append(buffer, count > 0 ? std::size_t(count) : 0);
    }
    return readAnswer(text, request.name);
}

GuestStarter::GuestStarter(const std::string &spec)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    m_helper = Handle(ends[0]);
    const Handle theirs(ends[1]);
    for (const int fd : ends)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    m_process = ::fork();
    if (m_process < 0)
        m_helper.reset();
    if (m_process != 0)
        return;
    m_helper.reset();
    std::signal(SIGPIPE, SIG_IGN);
    leaveStreams();
    while (const auto line = readLine(theirs.get())) {
        const auto request = wire::decode<wire::StartRequest>(*line);
        const auto answer = request ? startAndStay(spec, *request, theirs.get()) : refuse(request.error());
        if (!sendAll(theirs.get(), answerText(answer) + '\n'))
            break;
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
    }
    ::_exit(0);
}

GuestStarter::~GuestStarter()
{
    m_helper.reset();
    while (m_process > 0 && ::waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
    }
}

Reply<wire::GuestAnswer> GuestStarter::start(const wire::StartRequest &request)
{
    if (m_helper && sendAll(m_helper.get(), wire::encode(request) + '\n')) {
        if (const auto answer = readLine(m_helper.get()))
            return readAnswer(*answer, request.name);
    }
    return refuse(wire::code::failed, "guest start: the process that starts guests is gone; start the engine again");
}

} // namespace patchbay::rpc
