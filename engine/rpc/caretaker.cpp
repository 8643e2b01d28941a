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
#include <unistd.h>

namespace patchbay::rpc {

namespace {

constexpr auto pause = std::chrono::milliseconds(100);
constexpr auto settled = std::chrono::seconds(1); ///< a bhyve that refuses a device does so at once

void sendAll(int fd, const std::string &text)
{
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t count = ::write(fd, text.data() + sent, text.size() - sent);
        if (count < 0 && errno != EINTR)
            return;
        sent += count > 0 ? std::size_t(count) : 0;
    }
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
void lookAfter(const std::string &spec, const std::string &name, Handle answerPipe)
{
    ::setsid();
    std::signal(SIGPIPE, SIG_IGN);
    if (const Handle nothing(::open("/dev/null", O_RDWR)); nothing) {
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(nothing.get(), fd);
    }
    Session session(spec);
    auto answer = guestStart(session, {name, {}}, {});
    if (answer) {
        settle(session, name);
        answer = guestShow(session, {name}, {});
    }
    sendAll(answerPipe.get(), answer ? wire::makeAnswer({}, wire::encode(*answer)) : wire::makeFailure({}, answer.error()));
    answerPipe.reset();
    while (!session.guests().empty()) {
        std::this_thread::sleep_for(pause);
        session.tick();
    }
}

} // namespace

Reply<wire::GuestAnswer> startAndStay(const std::string &spec, const std::string &name)
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
        lookAfter(spec, name, std::move(writeEnd));
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

} // namespace patchbay::rpc
