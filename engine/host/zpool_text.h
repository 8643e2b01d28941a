// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A device, file or other leaf of a pool.
struct PoolLeaf
{
    std::string name;  ///< "/dev/gpt/zfs0" with -P, "gpt/zfs0" without, "12345678901234567890" with -g
    std::string state; ///< "ONLINE", "UNAVAIL", "AVAIL" of a spare; empty: not said
    std::string role;  ///< "data", "logs", "cache", "spares", "special", "dedup"
    std::string was;   ///< of a leaf that is missing: "/dev/da3p1"

    bool operator==(const PoolLeaf &) const = default;
};

/// A pool that is imported.
struct Pool
{
    std::string name;
    std::vector<PoolLeaf> leaves; ///< of every vdev, at whatever depth

    [[nodiscard]] bool operator==(const Pool &) const = default;
};

/// Reads `zpool status`, with or without -P, -L and -g: the indented tree under "config:", two blanks a level below one tab.
/// Groupings (mirror-0, raidz2-1, draid1:4d:6c:0s-0, replacing-0, spare-1, indirect-0) are told from leaves by standing above
/// others or by their names. Tables may stand among other text. Pure.
std::vector<Pool> parseZpool(std::string_view text);

} // namespace patchbay
