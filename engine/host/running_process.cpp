// SPDX-License-Identifier: BSD-2-Clause
#include "base/handle.h"
#include "host/posix_host.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace patchbay {

namespace {

/// The log is the only connection, so that output survives an engine that goes away and is found by the next one.
class FollowedProcess final : public RunningProgram
{
public:
    FollowedProcess(pid_t child, const std::string &logPath, std::uint64_t from)
        : m_child(child)
        , m_log(::open(logPath.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (m_log)
            ::lseek(m_log.get(), off_t(from), SEEK_SET);
    }

    [[nodiscard]] long processId() const override { return m_child; }

    [[nodiscard]] std::string takeOutput() override
    {
        std::string text;
        std::array<char, 65536> piece;
        ssize_t got = 0;
        while (text.size() < (std::size_t(1) << 20) && m_log &&
               (got = ::read(m_log.get(), piece.data(), piece.size())) > 0)
            text.append(piece.data(), std::size_t(got));
        return text;
    }

    [[nodiscard]] std::optional<int> ended() override
    {
        if (m_status)
            return m_status;
        int raw = 0;
        const pid_t got = ::waitpid(m_child, &raw, WNOHANG);
        if (got == m_child)
            m_status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
        else if (got < 0 && errno == ECHILD && ::kill(m_child, 0) != 0)
            m_status = 0; // another engine's child: that it ended is known, how is not
        return m_status;
    }

    void stop(bool force) override
    {
        if (!ended())
            ::kill(m_child, force ? SIGKILL : SIGTERM);
    }

private:
    pid_t m_child;
    Handle m_log;
    std::optional<int> m_status;
};

} // namespace

std::unique_ptr<RunningProgram> followProcess(long processId, const std::string &logPath, std::uint64_t from)
{
    return std::make_unique<FollowedProcess>(pid_t(processId), logPath, from);
}

} // namespace patchbay
