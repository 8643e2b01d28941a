// SPDX-License-Identifier: BSD-2-Clause
#include "base/process.h"

#include "base/handle.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ; // NOLINT: POSIX names it so

namespace patchbay {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe
{
    Handle read, write;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(std::string("no pipe can be made: ") + std::strerror(errno));
    return Pipe{Handle(ends[0]), Handle(ends[1])};
}

/// For the child's input: writing to a socket whose reader is gone can be told not to raise SIGPIPE.
Result<Pipe> makeSocketPair()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(std::string("no pipe can be made: ") + std::strerror(errno));
    return Pipe{Handle(ends[0]), Handle(ends[1])};
}

std::optional<std::string> lookUp(const std::string &name)
{
    if (name.find('/') != std::string::npos)
        return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
    const char *own = std::getenv("PATH");
    std::string folders = own ? own : "";
    folders += ":/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin";
    for (std::size_t at = 0; at <= folders.size();) {
        const std::size_t end = std::min(folders.find(':', at), folders.size());
        const std::string path = folders.substr(at, end - at) + '/' + name;
        struct stat st{};
        if (end > at && ::stat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode) && ::access(path.c_str(), X_OK) == 0)
            return path;
        at = end + 1;
    }
    return std::nullopt;
}

/// Everything the child needs, made before fork(): between fork and exec only async-signal-safe calls are allowed.
struct Prepared
{
    std::string path;
    std::vector<char *> argv;
    std::vector<std::string> environment;
    std::vector<char *> envp;

    Prepared(std::string program, const std::vector<std::string> &arguments)
        : path(std::move(program))
    {
        for (const std::string &argument : arguments)
            argv.push_back(const_cast<char *>(argument.c_str()));
        argv.push_back(nullptr);
        for (char **entry = environ; entry && *entry; ++entry)
            if (!std::string_view(*entry).starts_with("LC_ALL="))
                environment.emplace_back(*entry);
        environment.emplace_back("LC_ALL=C");
        for (std::string &entry : environment)
            envp.push_back(entry.data());
        envp.push_back(nullptr);
    }
};

struct Streams
{
    int in, out, err;
};

[[noreturn]] void becomeProgram(const Prepared &program, Streams streams, bool ownSession, int report)
{
    if (ownSession)
        ::setsid();
    else
        ::setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    if (::dup2(streams.in, 0) >= 0 && ::dup2(streams.out, 1) >= 0 && ::dup2(streams.err, 2) >= 0)
        ::execve(program.path.c_str(), program.argv.data(), program.envp.data());
    const int reason = errno;
    [[maybe_unused]] const ssize_t told = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

/// fork + exec; an exec that fails is an Error here, not an exit status 127 to guess about.
Result<pid_t> spawn(const std::vector<std::string> &argv, Streams streams, bool ownSession)
{
    if (argv.empty())
        return fail("no program is named");
    const auto path = lookUp(argv.front());
    if (!path)
        return fail("no such program", argv.front());
    const Prepared program(*path, argv);
    auto report = makePipe();
    if (!report)
        return pass(report.error());

    const pid_t child = ::fork();
    if (child < 0)
        return fail(std::string("no process can be made: ") + std::strerror(errno), argv.front());
    if (child == 0)
        becomeProgram(program, streams, ownSession, report->write.get());
    ::setpgid(child, child); // whichever of the two comes first: a kill of the group must never miss
    report->write.reset();
    int reason = 0;
    ssize_t got = 0;
    while ((got = ::read(report->read.get(), &reason, sizeof reason)) < 0 && errno == EINTR)
        ;
    if (got == 0)
        return child;
    ::waitpid(child, nullptr, 0);
    return fail(std::string("cannot be started: ") + std::strerror(reason), argv.front());
}

int statusOf(int raw)
{
    return WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
}

/// Feeds and drains one child without ever blocking on it beyond its deadline.
class Conversation
{
public:
    Conversation(const ProcessOptions &options, Handle in, Handle out, Handle err)
        : m_options(options)
        , m_in(std::move(in))
        , m_out(std::move(out))
        , m_err(std::move(err))
        , m_deadline(Clock::now() + options.timeout)
    {
        for (const Handle *handle : {&m_in, &m_out, &m_err})
            ::fcntl(handle->get(), F_SETFL, ::fcntl(handle->get(), F_GETFL) | O_NONBLOCK);
        if (m_options.input.empty())
            m_in.reset();
    }

    /// Until both output streams are closed.
    Result<> run(ProcessResult &result)
    {
        while (m_out || m_err) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_deadline - Clock::now());
            if (left.count() <= 0)
                return fail("did not end within " + std::to_string(m_options.timeout.count()) + " ms");
            std::array<pollfd, 3> polled{pollfd{m_in.get(), POLLOUT, 0}, pollfd{m_out.get(), POLLIN, 0},
                                         pollfd{m_err.get(), POLLIN, 0}};
            if (::poll(polled.data(), polled.size(), int(std::min<long long>(left.count(), 60'000))) < 0)
                continue;
            if (polled[0].revents)
                feed();
            if (polled[1].revents)
                drain(m_out, result.out);
            if (polled[2].revents)
                drain(m_err, result.err);
            if (result.out.size() + result.err.size() > m_options.outputLimit)
                return fail("wrote more than " + std::to_string(m_options.outputLimit >> 20) + " MiB");
        }
        return {};
    }

    [[nodiscard]] Clock::time_point deadline() const { return m_deadline; }

private:
    void feed()
    {
        const ssize_t n =
            ::send(m_in.get(), m_options.input.data() + m_fed, m_options.input.size() - m_fed, MSG_NOSIGNAL);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        m_fed += n > 0 ? std::size_t(n) : 0;
        if (n < 0 || m_fed == m_options.input.size())
            m_in.reset();
    }

    static void drain(Handle &from, std::string &into)
    {
        std::array<char, 65536> piece;
        const ssize_t n = ::read(from.get(), piece.data(), piece.size());
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (n <= 0)
            from.reset();
        else
            into.append(piece.data(), std::size_t(n));
    }

    const ProcessOptions &m_options;
    Handle m_in, m_out, m_err;
    Clock::time_point m_deadline;
    std::size_t m_fed = 0;
};

/// Waits for a child that has closed its output, at most until the deadline.
std::optional<int> collect(pid_t child, Clock::time_point deadline)
{
    for (auto pause = std::chrono::microseconds(200);; pause = std::min(pause * 2, std::chrono::microseconds(20'000))) {
        int raw = 0;
        const pid_t got = ::waitpid(child, &raw, WNOHANG);
        if (got == child)
            return statusOf(raw);
        if (got < 0 && errno != EINTR)
            return 127;
        if (Clock::now() >= deadline)
            return std::nullopt;
        ::usleep(useconds_t(pause.count()));
    }
}

bool plainWord(std::string_view word)
{
    return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
        return std::isalnum(c) || std::strchr("_-+=/.,:@%^", c) != nullptr;
    });
}

} // namespace

Result<ProcessResult> runProcess(const std::vector<std::string> &argv, const ProcessOptions &options)
{
    auto in = makeSocketPair();
    auto out = makePipe();
    auto err = makePipe();
    if (!in || !out || !err)
        return fail("no pipe can be made: too many open files", argv.empty() ? "" : argv.front());
    const auto child = spawn(argv, {in->read.get(), out->write.get(), err->write.get()}, false);
    if (!child)
        return pass(child.error());
    in->read.reset(), out->write.reset(), err->write.reset();

    ProcessResult result;
    Conversation talk(options, std::move(in->write), std::move(out->read), std::move(err->read));
    Result<> talked = talk.run(result);
    std::optional<int> status;
    if (talked)
        status = collect(*child, talk.deadline());
    if (!status) {
        ::kill(-*child, SIGKILL);
        ::waitpid(*child, nullptr, 0);
        return fail(talked ? "did not end within " + std::to_string(options.timeout.count()) + " ms" : talked.error().what,
                    commandText(argv));
    }
    result.status = *status;
    return result;
}

Result<pid_t> startProcess(const std::vector<std::string> &argv, const std::string &logPath)
{
    const Handle log(::open(logPath.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!log)
        return fail(std::string("the log cannot be opened: ") + std::strerror(errno), logPath);
    const Handle nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!nothing)
        return fail(std::string("cannot be opened: ") + std::strerror(errno), "/dev/null");
    return spawn(argv, {nothing.get(), log.get(), log.get()}, true);
}

std::string commandText(const std::vector<std::string> &argv)
{
    std::string text;
    for (const std::string &word : argv) {
        if (!text.empty())
            text += ' ';
        if (plainWord(word)) {
            text += word;
            continue;
        }
        text += '\'';
        for (const char c : word)
            c == '\'' ? text += "'\\''" : text += c;
        text += '\'';
    }
    return text;
}

} // namespace patchbay
