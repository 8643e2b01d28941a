// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

/// Appends a JSON string. A text that is not UTF-8 is taken as Latin-1 as a whole, so that a host's comments in an old
/// encoding stay readable, the line stays valid and no byte is lost. Control characters are escaped.
void appendText(std::string &out, std::string_view text);

/// How many bytes the valid UTF-8 sequence at the start of `text` has; 0 when there is none.
[[nodiscard]] std::size_t utf8Length(std::string_view text);

} // namespace patchbay::wire
