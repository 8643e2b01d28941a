// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sim {

/// Faults of a simulated host, read from the file "faults" in its folder; '#' starts a comment:
///
///     run PROGRAM N [STATUS [words on standard error…]]
///         the N-th run of PROGRAM from now fails, 0: every one; nothing was done
///     late PROGRAM N [STATUS [words…]]
///         the same, but all was done before
///     write PATH N words…
///         the N-th write of PATH (or a folder's, with a trailing '/') fails with these words, 0: every
///     panic boot N
///         the N-th boot from now panics before its start scripts, and the next one follows by itself
///     down SECONDS
///         after a reboot the host does not answer for that long
///     shutdown MILLISECONDS
///         an orderly guest takes so long to power off
///
/// The count of runs and writes goes down in the file itself, so that it holds across processes.
struct Fault
{
    std::string kind, target;
    int count = 0;
    std::string rest;
};

class Faults
{
public:
    explicit Faults(std::string path)
        : m_path(std::move(path))
    {
    }

    /// The fault that strikes now, counting down those that wait.
    std::optional<Fault> strike(std::string_view kind, std::string_view target);

    /// Seconds after a reboot; 0 where none are given.
    int downSeconds();
    /// What a guest takes between its power button and its end.
    int shutdownMilliseconds();

private:
    std::vector<Fault> load() const;
    int given(std::string_view kind, int otherwise) const;

    std::string m_path;
};

} // namespace patchbay::sim
