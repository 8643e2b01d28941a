// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace patchbay {

/// How a program ended and what it wrote.
struct ProcessResult
{
    int status = 0; ///< exit status; 128 + n: ended by signal n
    std::string out;
    std::string err;
};

struct ProcessOptions
{
    std::chrono::milliseconds timeout{30'000};
    std::string input;
    std::size_t outputLimit = std::size_t(64) << 20; ///< bytes of out and err together; beyond: killed, error
};

/// Runs argv[0] with the arguments given, never through a shell, to its end. A name without '/' is looked up in PATH
/// and then in the system's usual folders (/sbin, /usr/sbin, /usr/local/sbin ...), since an SSH session's PATH is short.
/// The program gets its own process group, which is killed as a whole on a time-out. Environment: ours, LC_ALL=C.
/// Errors: "no such program", "did not end within N ms", "wrote more than N MiB", the system's reason. Blocks.
Result<ProcessResult> runProcess(const std::vector<std::string> &argv, const ProcessOptions &options = {});

/// Starts a program in a session of its own that outlives this process; both output streams are appended to
/// `logPath` (mode 0600, made when missing), standard input is empty. Returns its process id, which is its group's too.
/// The caller collects it with waitpid() when it still lives then.
Result<pid_t> startProcess(const std::vector<std::string> &argv, const std::string &logPath);

/// argv as a person would type it into a shell: words quoted where they need it. For display only.
std::string commandText(const std::vector<std::string> &argv);

} // namespace patchbay
