// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "guest/life.h"

namespace patchbay {

/// The state file's text and back. Unknown keys are passed over; nullopt: no name or state in it.
std::string stateText(const GuestStatus &status);
std::optional<GuestStatus> parseState(std::string_view text);

/// What NAME/state says, without asking whether it still holds; nullopt: no such file, or nothing to be read from it.
std::optional<GuestStatus> readGuestState(Host &host, std::string_view name);

/// Replaces NAME/state on the host.
Result<> writeGuestState(Host &host, const GuestStatus &status);

} // namespace patchbay
