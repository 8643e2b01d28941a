// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

/// What the decoder says to a person who wrote something else than the description has.
namespace patchbay::wire {

struct Shape;

/// "there is no such member; did you mean "slot"?", or all there are where none is near.
std::string keyComplaint(const Shape &shape, std::string_view name);

/// "a control character (0x1b), which no command line may hold"
std::string controlComplaint(unsigned char byte);

/// Appends a text of unknown content to a place: what is no plain character becomes '?'.
void appendPlain(std::string &out, std::string_view text);

} // namespace patchbay::wire
