// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string_view>

namespace patchbay {

// What stands before every line of some listings: a comment's "# " or "// ", a patch's "+", the "12:" of grep -n, the
// counts of cat -n, the date and host of a log.

/// Where a heading's name begins, where other characters stand before it: "# em0@pci0:1:0:0:". nullopt: there is no
/// heading in the line, or it begins with it.
std::optional<std::size_t> prefixedName(std::string_view line);

/// How much of `line` is a prefix like `prefix`: the same but for numbers and the blanks round them. 0: it has none.
std::size_t prefixLength(std::string_view prefix, std::string_view line);

} // namespace patchbay
