// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/host.h"
#include "plan/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Where a host keeps its guests: one bhyve_config(5) file each, "NAME.conf".
inline constexpr std::string_view guestFolder = "/usr/local/etc/patchbay/guests";

/// Whether a text can name a guest and its files: letters, digits, '.', '_', '-', not beginning with '.' or '-'.
bool isGuestName(std::string_view name);

std::string definitionPath(std::string_view name);

/// Every guest defined on the host, by name. A missing folder is no guest. A file that cannot be read or understood is
/// an error that names it, so that nothing is silently left out.
Result<std::vector<Guest>> readGuests(Host &host);

/// Errors: "no guest of this name is defined", what readGuestConfig() says with the file's name.
Result<Guest> readGuest(Host &host, std::string_view name);

/// Writes the guest's file; `expected` as in Host::replaceFile(). Errors: no name for a guest, unwritable.
Result<> defineGuest(Host &host, const Guest &guest, const Expected *expected = nullptr);

/// Removes the guest's file; disks and logs stay.
Result<> removeGuestDefinition(Host &host, std::string_view name);

} // namespace patchbay
