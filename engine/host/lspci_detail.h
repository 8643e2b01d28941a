// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <string_view>

namespace patchbay {

/// What a line below a heading of lspci(8) is about.
enum class LspciDetail : std::uint8_t {
    None,       ///< nothing that we read; lspci -vv has dozens of such lines
    Known,      ///< subsystem, BAR, bus numbers, window, driver, …
    Capability, ///< a new entry was appended to function.capabilities; its text may go on on the next lines
    Denied      ///< "Capabilities: <access denied>"
};

/// Reads one line (no blanks round it) into `function`.
LspciDetail readLspciDetail(std::string_view line, Function &function);

/// Appends the bytes of a row of -x ("40: 05 78 …") to function.config; false: this is no such row, or not the next.
bool readHexRow(std::string_view line, Function &function);

/// Whether a line looks like a row of -x at all.
bool isHexRow(std::string_view line);

} // namespace patchbay
