// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "plan/plan.h"

#include <string>
#include <string_view>

namespace patchbay {

/// The guest as a bhyve_config(5) file for `bhyve -k FILE NAME`, meaning the same as its command line. What bhyve has no
/// setting for (boot method, identities, the words of further arguments) stands under "patchbay.", which bhyve does not
/// look at.
std::string guestConfig(const Guest &guest);

/// Reads such a file, ours or anybody's: NAME=VALUE lines, blank lines and those beginning with '#' are passed over, the
/// last of two equal names counts. Settings that a Guest has no place for are kept as arguments "-o NAME=VALUE".
/// readGuestConfig(guestConfig(g)) is g with its devices and functions sorted by cell, for guests that have one thing in
/// each cell and no line breaks in their texts.
/// Errors name the line: no '=', a control character, a number out of range, a passthru device without all of bus, slot
/// and func, a comma in a device's name.
Result<Guest> readGuestConfig(std::string_view text);

} // namespace patchbay
