// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/host.h"

#include <cstdint>
#include <string>
#include <string_view>

/// What guests said. A log may be larger than memory: it is only ever looked at from its end.
namespace patchbay {

inline constexpr std::uint64_t logTailLimit = std::uint64_t(1) << 20;

/// How long the log is, bytes; 0 where there is none.
std::uint64_t guestLogSize(Host &host, std::string_view name);

/// Its last `limit` bytes at most, from the start of a line. Errors: as Host::readFile().
Result<std::string> guestLogTail(Host &host, std::string_view name, std::uint64_t limit = logTailLimit);

} // namespace patchbay
