// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <string_view>

namespace patchbay {

/// Reads one line of pciconf -b or -B: "bar", "iov bar", "window", "bus range", "decode". False where it is none of these or
/// not whole; `function` then is as it was.
bool readPciconfRegion(std::string_view line, Function &function);

} // namespace patchbay
