// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <optional>
#include <span>
#include <string_view>

namespace patchbay {

/// The end of a text whose last line belongs to a function: whether lines of that function are missing, told by the last
/// line or by what its neighbours and devices of its kind have. `listing` has the function as its last; `lastLine` is
/// without blanks; `ended`: a line end follows it. Returns what is missing first: "the end of its last line".
std::optional<std::string_view> whatIsCut(std::span<const Function> listing, std::string_view lastLine, bool ended);

/// Takes back a number of a BAR, window or bus range that may have lost digits: the text ends in its line.
void dropCutRegion(std::string_view lastLine, Function &function);

/// A heading's fields without the last one, where that has fewer digits than pciconf prints: the text ends in it.
std::string_view withoutCutNumber(std::string_view fields);

} // namespace patchbay
