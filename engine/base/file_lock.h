// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"

#include <string>
#include <string_view>

namespace patchbay {

/// Writes into a locked file who holds it and since when, for people: a lock whose words cannot be written holds all the
/// same, and words without a lock mean nothing. `doing`: "applying a change (persistent)".
void noteHolder(const Handle &lock, std::string_view doing);

/// What such a file says: "applying a change, started 2026-01-01 10:00:00Z, process 17"; the holder may not have come to
/// that yet.
std::string holderIn(std::string text);

} // namespace patchbay
