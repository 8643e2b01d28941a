// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <string_view>

namespace patchbay {

/// What an indented line of pciconf(8) is about.
enum class PciconfDetail : std::uint8_t {
    None,       ///< not a line of pciconf's that we know
    Name,       ///< -v: vendor, device, class, subclass
    Region,     ///< -b, -B: a BAR, a window, the bus range, decode
    Capability, ///< -c: a new entry was appended to function.capabilities; its text may go on on the next lines
    Errors,     ///< -e: may go on on the next lines
    Other       ///< -V, -t
};

/// Reads one line (no blanks round it) into `function`. On None nothing was changed.
PciconfDetail readPciconfDetail(std::string_view line, Function &function);

/// Whether a line that lost its indentation is the continuation of a capability: "max read 512", "Table in map …".
bool continuesCapability(std::string_view line);

/// Whether words may be the end of a capability's line that was broken between two of them: "256 FLR", "enabled with 1 message".
bool mayEndCapability(std::string_view line);

/// Whether a detail line was broken before its end: a BAR without "enabled", a name without its closing quote.
bool isBroken(PciconfDetail detail, std::string_view line);

} // namespace patchbay
