// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

namespace patchbay::sim {

/// The time on a simulated host. It goes with this machine's, and a person or a test lets more of it pass by the file
/// "clock" in the host's folder:
///
///     passed SECONDS    so much more has gone by
///     ahead SECONDS     the host's clock was set by so much (negative: back); how long it is up stays the same
struct Clock
{
    std::int64_t now = 0;   ///< milliseconds since 1970, `passed` included: nothing sets it back
    std::int64_t ahead = 0; ///< milliseconds that date(1) adds

    [[nodiscard]] std::int64_t date() const { return now + ahead; }
};

Clock clockOf(const std::string &folder);

} // namespace patchbay::sim
