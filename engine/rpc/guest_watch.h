// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "guest/life.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace patchbay::rpc {

/// What guests say and how they fare, from their logs and state files: whoever looks after them. Used from the session's
/// thread.
class GuestWatch
{
public:
    using Clock = std::chrono::steady_clock;

    /// From now on what this guest adds to its log is told. Without it that begins when it is first seen running.
    void begin(Host &host, const std::string &name);

    /// To be called often; looks at the host a few times a second at most. The first call only takes note of what is.
    void tick(Host &host, const std::function<void(const std::string &name, const std::string &text)> &output,
              const std::function<void(const GuestStatus &status)> &changed);

private:
    struct Seen
    {
        GuestStatus status;
        std::uint64_t logRead = 0; ///< bytes
        bool known = false;        ///< `status` was read
    };

    std::map<std::string, Seen> m_seen;
    Clock::time_point m_next;
    bool m_first = true;
};

} // namespace patchbay::rpc
