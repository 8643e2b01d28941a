// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// What is mounted at a place.
struct Mounted
{
    std::string device; ///< "/dev/nda0p2", "zroot/ROOT/default"
    std::string type;   ///< "ufs", "zfs"

    bool operator==(const Mounted &) const = default;
};

/// The file system that holds the absolute `path`, from what `mount -p` prints: lines as in fstab(5), device, place, type,
/// options, blanks and tabs inside a word as \\040 and \\011. Of two at one place the later lies on top. nullopt: no line
/// says. Pure.
std::optional<Mounted> mountedAt(std::string_view text, std::string_view path);

} // namespace patchbay
