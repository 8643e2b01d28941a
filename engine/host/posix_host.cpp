// SPDX-License-Identifier: BSD-2-Clause
#include "host/posix_host.h"

#include "base/file.h"
#include "base/handle.h"
#include "base/process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace patchbay {

namespace {

class RealFile final : public PreparedFile
{
public:
    RealFile(FileReplacement replacement, std::function<Result<Handle>()> around)
        : m_replacement(std::move(replacement))
        , m_around(std::move(around))
    {
    }
    Result<> commit() override
    {
        const auto held = m_around ? m_around() : Result<Handle>(Handle());
        return held ? m_replacement.commit() : pass(held.error());
    }

private:
    FileReplacement m_replacement;
    std::function<Result<Handle>()> m_around;
};

} // namespace

Result<std::unique_ptr<PreparedFile>> prepareRealFile(const std::string &path, std::string_view bytes, const Expected *expected,
                                                      std::function<Result<Handle>()> around)
{
    auto replacement = FileReplacement::prepare(path, bytes, expected);
    if (!replacement)
        return pass(replacement.error());
    return std::make_unique<RealFile>(std::move(*replacement), std::move(around));
}

PosixHost::PosixHost()
{
    utsname names{};
    ::uname(&names);
    const std::string_view system = names.sysname;
    if (system != "FreeBSD")
        m_readOnly = "this machine runs " + std::string(system) + ", which has no bhyve: it can only be looked at";
    else if (::geteuid() != 0)
        m_readOnly = "changing this machine needs root: start the engine with sudo, doas or mdo";
}

std::optional<std::string> PosixHost::connection() const
{
    // sudo and doas empty the environment; who starts the engine through them may pass the value on under a name of ours.
    for (const char *name : {"SSH_CONNECTION", "PATCHBAY_CONNECTION"})
        if (const char *value = std::getenv(name); value && *value)
            return value;
    return std::nullopt;
}

std::optional<long> PosixHost::ownProcess() const
{
    return long(::getpid());
}

Result<ProgramResult> PosixHost::run(const std::vector<std::string> &argv, const RunOptions &options)
{
    ProcessOptions process;
    process.timeout = options.timeout;
    process.input = options.input;
    auto result = runProcess(argv, process);
    if (!result)
        return pass(result.error());
    return ProgramResult{result->status, std::move(result->out), std::move(result->err)};
}

Result<std::unique_ptr<RunningProgram>> PosixHost::start(const std::vector<std::string> &argv, const std::string &logPath)
{
    // What earlier programs left in the log is not this one's.
    struct stat log{};
    const std::uint64_t from = ::stat(logPath.c_str(), &log) == 0 ? std::uint64_t(log.st_size) : 0;
    const auto child = startProcess(argv, logPath);
    if (!child)
        return pass(child.error());
    return followProcess(*child, logPath, from);
}

Result<std::string> PosixHost::readFile(const std::string &path)
{
    return patchbay::readRegularFile(path);
}

Result<std::string> PosixHost::readFileFrom(const std::string &path, std::uint64_t offset)
{
    const Handle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file)
        return fail(errno == ENOENT ? "no such file" : std::strerror(errno), path);
    std::string text(std::size_t(1) << 20, '\0');
    const ssize_t got = ::pread(file.get(), text.data(), text.size(), off_t(offset));
    if (got < 0)
        return fail(std::strerror(errno), path);
    text.resize(std::size_t(got));
    return text;
}

Result<std::vector<std::string>> PosixHost::listFolder(const std::string &path)
{
    return patchbay::listFolder(path);
}

Result<> PosixHost::replaceFile(const std::string &path, std::string_view bytes, const Expected *expected)
{
    if (m_readOnly)
        return fail(*m_readOnly, path);
    return patchbay::replaceFile(path, bytes, expected);
}

Result<std::unique_ptr<PreparedFile>> PosixHost::prepareFile(const std::string &path, std::string_view bytes,
                                                             const Expected *expected)
{
    if (m_readOnly)
        return fail(*m_readOnly, path);
    return prepareRealFile(path, bytes, expected);
}

Result<> PosixHost::removeFile(const std::string &path)
{
    if (m_readOnly)
        return fail(*m_readOnly, path);
    return patchbay::removeFile(path);
}

std::optional<FileTraits> PosixHost::traitsOf(const std::string &path)
{
    return patchbay::traitsOf(path);
}

Result<Handle> PosixHost::lock(const std::string &path)
{
    if (m_readOnly)
        return Handle();
    return lockFile(path);
}

Result<> PosixHost::removeTemporaries(const std::string &path, const std::vector<std::string> &contents)
{
    if (m_readOnly)
        return fail(*m_readOnly, path);
    const auto removed = patchbay::removeTemporaries(path, contents);
    return removed ? Result<>() : pass(removed.error());
}

} // namespace patchbay
