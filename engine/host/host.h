// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/file.h"
#include "base/handle.h"
#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// How a program ended and what it wrote. A status that is not 0 is no Error: many programs answer that way.
struct ProgramResult
{
    int status = 0; ///< exit status; 128 + n: ended by signal n
    std::string out;
    std::string err;
};

struct RunOptions
{
    std::chrono::milliseconds timeout{30'000}; ///< the program and its children are killed after this
    std::string input;                         ///< given as standard input
};

/// A program that goes on after it was started: bhyve(8). Destroying the object does not end the program.
class RunningProgram
{
public:
    virtual ~RunningProgram() = default;
    [[nodiscard]] virtual long processId() const = 0;
    /// Output (both streams, as written) since the last call; empty when there is none right now. Never blocks.
    [[nodiscard]] virtual std::string takeOutput() = 0;
    /// The exit status once it has ended, nullopt while it runs. Never blocks.
    [[nodiscard]] virtual std::optional<int> ended() = 0;
    /// SIGTERM, which bhyve takes as the power button; force: SIGKILL.
    virtual void stop(bool force) = 0;
};

struct Capture;

/// A file that is written but not in its place; see FileReplacement of base/file.h. Used while its host lives.
class PreparedFile
{
public:
    virtual ~PreparedFile() = default;
    virtual Result<> commit() = 0;
};

/// The only door to an operating system. One object per host, used from one thread at a time.
///
/// Kinds: posix (this machine), simulated (a folder that behaves as FreeBSD), recorded (a folder of blobs,
/// read-only), dump (one file, read-only). Paths are absolute paths on that host; programs are argv arrays, looked
/// up in the host's PATH, never given to a shell.
class Host
{
public:
    virtual ~Host() = default;

    /// The SPEC it was opened with: "local", "sim:home-server", "recorded:/x", "dump:/y".
    [[nodiscard]] virtual std::string spec() const = 0;

    /// nullopt when changes are possible, else why not: "a dump can only be looked at".
    [[nodiscard]] virtual std::optional<std::string> readOnlyReason() const = 0;

    /// What SSH_CONNECTION says of the way the engine was reached: "client port address port", the third of them this host's.
    /// nullopt: it was not started over SSH, or nobody passed that on.
    [[nodiscard]] virtual std::optional<std::string> connection() const { return std::nullopt; }

    /// The number of the engine's own process among those of this host; nullopt where it is none of them.
    [[nodiscard]] virtual std::optional<long> ownProcess() const { return std::nullopt; }

    /// The capture this host consists of, when it is no more than that (recorded, dump); nullptr otherwise.
    [[nodiscard]] virtual const Capture *recorded() const { return nullptr; }

    /// Runs a program to its end. Errors: no such program, timed out, could not be started.
    virtual Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &options = {}) = 0;

    /// Starts a program that outlives this call. `logPath`: file on the host that gets its output as well.
    virtual Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv,
                                                          const std::string &logPath) = 0;

    /// A whole regular file. Errors: "no such file" (exactly that text, see isMissing()), "is a folder" and "is not a regular
    /// file" (see isNoFile(); a pipe is never waited for), unreadable, above 64 MiB.
    virtual Result<std::string> readFile(const std::string &path) = 0;

    /// The same from byte `offset` on, at most 1 MiB of it: what a log has grown by. A file of any size may be asked; one
    /// that ends before `offset` gives "".
    virtual Result<std::string> readFileFrom(const std::string &path, std::uint64_t offset)
    {
        Result<std::string> all = readFile(path);
        if (all)
            *all = offset < all->size() ? all->substr(std::size_t(offset), std::size_t(1) << 20) : std::string();
        return all;
    }

    /// Names in a folder, without . and .., unsorted as the system gives them. A missing folder is an error.
    virtual Result<std::vector<std::string>> listFolder(const std::string &path) = 0;

    /// Replaces or creates a file in one step (temporary file in the same folder, fsync, rename, fsync folder),
    /// keeping mode and owner, or giving a new file those of `expected`; makes missing folders. On any error the old file is
    /// intact.
    virtual Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected = nullptr) = 0;

    /// replaceFile() in two halves: all that can run out of room comes now, the rest with commit().
    virtual Result<std::unique_ptr<PreparedFile>> prepareFile(const std::string &path, std::string_view bytes,
                                                              const Expected *expected)
    {
        (void)bytes, (void)expected;
        return fail(readOnlyReason().value_or("nothing can be written here"), path);
    }

    /// Removes a file or an empty folder; a missing one is no error.
    virtual Result<> removeFile(const std::string &path) = 0;

    /// As traitsOf() of base/file.h; nullopt also where that is not known.
    [[nodiscard]] virtual std::optional<FileTraits> traitsOf(const std::string &path)
    {
        (void)path;
        return std::nullopt;
    }

    /// Removes what a killed replaceFile() of `path` left beside it, as removeTemporaries() of base/file.h.
    virtual Result<> removeTemporaries(const std::string &path, const std::vector<std::string> &contents)
    {
        (void)path, (void)contents;
        return {};
    }

    /// Holds `path`, a file that is made for it, against every other engine as long as the handle lives; an engine that
    /// dies lets go. Never waits. Errors: "is locked" (exactly that text, see isLocked()), unwritable. Hosts that cannot
    /// be changed have nothing to lock and give an empty handle.
    virtual Result<Handle> lock(const std::string &) { return Handle(); }
};

/// Whether a readFile() error only says that there is no such file.
inline bool isMissing(const Error &error) { return error.what == "no such file"; }

/// Whether a readFile() error only says that it is a folder, a pipe or a device.
inline bool isNoFile(const Error &error) { return error.what == "is a folder" || error.what == "is not a regular file"; }

/// Whether a lock() error only says that another engine has it.
inline bool isLocked(const Error &error) { return error.what == "is locked"; }

/// Opens a host: local | sim:NAME | sim:/FOLDER | recorded:DIR | dump:FILE. Errors name what is wrong with SPEC.
Result<std::unique_ptr<Host>> openHost(std::string_view spec);

} // namespace patchbay
