// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What is mounted at a place.
struct Mounted
{
    std::string device; ///< "/dev/nda0p2", "zroot/ROOT/default"
    std::string type;   ///< "ufs", "zfs"

    bool operator==(const Mounted &) const = default;
};

/// One line of `mount -p`, or of fstab(5), which has the same form.
struct MountLine
{
    std::string device; ///< "/dev/nda0p2", "zroot/ROOT/default", "server:/export"
    std::string place;  ///< "/", "/var/log"; "none" of a swap line
    std::string type;   ///< "ufs", "zfs", "swap"
    std::string options; ///< "rw,noauto"

    [[nodiscard]] bool has(std::string_view option) const;
    bool operator==(const MountLine &) const = default;
};

/// All lines of such a text, in order: those of six words of which the last two are numbers, or of four and more words in
/// an fstab (`loose`), with \\040 and its like taken for the characters they stand for. Other lines are passed over, so that
/// the lines may stand among others. Pure.
std::vector<MountLine> parseMounts(std::string_view text, bool loose = false);

/// The line of the file system that holds the absolute `path`: of two at one place the later lies on top. nullptr: none.
const MountLine *holderOf(const std::vector<MountLine> &mounts, std::string_view path);

/// The file system that holds the absolute `path`, from what `mount -p` prints: lines as in fstab(5), device, place, type,
/// options, blanks and tabs inside a word as \\040 and \\011. Of two at one place the later lies on top. nullopt: no line
/// says. Pure.
std::optional<Mounted> mountedAt(std::string_view text, std::string_view path);

} // namespace patchbay
