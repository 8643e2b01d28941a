// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <string_view>

namespace patchbay {

/// Reads a function's first line as lspci(8) prints it, with or without a domain and in all forms of -n and -nn:
/// "0000:02:00.0 Ethernet controller [0200]: Intel Corporation 82599 [8086:10fb] (rev 01)". False: this is no heading.
/// What the line does not tell (ids without -n and -nn) stays unknown.
bool readLspciHeading(std::string_view line, Function &function);

} // namespace patchbay
