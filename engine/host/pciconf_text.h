// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/function_list.h"

#include <string_view>

namespace patchbay {

/// Whether a listing's last function may lack lines: a file may have been cut, what a program wrote that then ended with
/// status 0 was not.
enum class Ending { MayBeCut, Whole };

/// Reads what pciconf(8) prints for -l with any of -B -b -c -e -t -v -V, and for -ll: FreeBSD 4 to 15, DragonFly and
/// MidnightBSD; also where it stands in the middle of other text (a transcript, a mail with "> " before its lines, a
/// forum post that lost its indentation or broke long lines). Where a function is listed more than once, the later
/// listing completes or replaces the earlier.
///
/// capabilitiesKnown, extendedKnown and barsKnown are set for a whole listing at once: from the letters on the command
/// line where the text shows it, else when any function of the listing has such a line. Pure, linear in the text.
///
/// Errors: only that the text holds no function at all.
Result<FunctionList> parsePciconf(std::string_view text, Ending ending = Ending::MayBeCut);

} // namespace patchbay
