// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/host.h"

#include <string>
#include <string_view>
#include <vector>

/// As much of sh(1) as the transcripts use: commands parted by ';', pipes into grep, head, tail and wc, "$?",
/// quotes, 2>&1 and 2>/dev/null, echo. Output and complaints come in order, as on a console; a last status
/// other than 0 adds
/// "[exit N]", as the transcripts do. `pptbind` is the small program of the transcripts that calls vmm's
/// ioctls.
class Shell
{
public:
    Shell(patchbay::sim::SimulatedHost &host, std::string folder)
        : m_host(host)
        , m_folder(std::move(folder))
    {
    }

    std::string type(std::string_view line);

    /// One of the commands of a line, without the last word on its status.
    std::string answer(const std::string &command) { return pipeline(command); }
    [[nodiscard]] int status() const { return m_status; }

    /// The commands of a line, loops unrolled and subshells opened.
    static std::vector<std::string> commands(std::string_view line);

    /// Whether everything in the line is known here.
    static bool understands(std::string_view line);

private:
    std::string pipeline(const std::string &text);
    std::string command(std::vector<std::string> argv);
    std::string pptbind(const std::vector<std::string> &argv);

    patchbay::sim::SimulatedHost &m_host;
    std::string m_folder;
    int m_status = 0;
};
