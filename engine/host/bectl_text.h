// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A boot environment as bectl(8) lists it.
struct BootEnvironment
{
    std::string name;     ///< "default"
    bool booted = false;  ///< N: the host runs it
    bool next = false;    ///< R: what boots take
    bool once = false;    ///< T: what the next boot takes, and no other
    bool mounted = false;

    bool operator==(const BootEnvironment &) const = default;
};

/// What `bectl list -H` prints: fields between tabs, the flags second, the mount point third ("-": none). nullopt: something
/// else, or no environment that runs. Pure.
std::optional<std::vector<BootEnvironment>> parseBectlList(std::string_view text);

} // namespace patchbay
