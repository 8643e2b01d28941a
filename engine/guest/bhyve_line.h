// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/plan.h"

#include <string>
#include <vector>

namespace patchbay {

/// How a guest is started: programs and their arguments, exactly as they are run, never through a shell.
struct GuestLines
{
    std::vector<std::string> load; ///< bhyveload(8); empty for a guest that boots by UEFI
    std::vector<std::string> run;  ///< bhyve(8)

    /// The same as a person would type them, one line each; quoting is for display only.
    [[nodiscard]] std::vector<std::string> printed() const;
};

/// Pure; any guest gives lines, judge() says what is wrong with it. Devices come by slot and function. "-s 7,…" is
/// written for a slot with one thing at function 0, "-s 7:0,…" for several or where the host's device has several
/// functions in this guest.
GuestLines guestLines(const Guest &guest);

/// bhyveload's disk: loaderDisk, else the file of the first disk on the board; empty when there is none.
std::string bootDisk(const Guest &guest);

} // namespace patchbay
