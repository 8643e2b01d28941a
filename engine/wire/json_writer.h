// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

namespace patchbay::wire {

/// Appends a JSON string. Bytes that are no UTF-8 are taken as Latin-1 (0x80 ... 0x9f become U+FFFD), so that a host's
/// comments in an old encoding stay readable and the line stays valid. Control characters are escaped.
void appendText(std::string &out, std::string_view text);

/// How many bytes the valid UTF-8 sequence at the start of `text` has; 0 when there is none.
[[nodiscard]] std::size_t utf8Length(std::string_view text);

} // namespace patchbay::wire
