// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "guest/life.h"

namespace patchbay {

/// The state file's text and back. Unknown keys are passed over; nullopt: no name or state in it.
std::string stateText(const GuestStatus &status);
std::optional<GuestStatus> parseState(std::string_view text);

/// Replaces NAME/state on the host.
Result<> writeGuestState(Host &host, const GuestStatus &status);

} // namespace patchbay
