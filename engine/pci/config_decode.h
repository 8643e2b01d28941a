// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace patchbay {

/// Puts everything that raw config space tells into `function` (not its address, driver or names) and keeps the bytes
/// in function.config. 64, 256 or 4096 bytes; of other lengths what is there is used. BARs come without sizes, since
/// only writing to the register would tell them; a register that reads 0 is taken for not implemented.
///
/// A function that is gone (all ones) keeps what it had and gets the bytes only. Returns what is odd, one clause each.
std::vector<std::string> decodeConfigSpace(std::span<const std::uint8_t> bytes, Function &function);

} // namespace patchbay
