// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

namespace patchbay {

/// The difference between two texts as `diff -u` prints it, three lines of context, "\ No newline at end of file" where
/// one lacks; empty when they are equal. Labels stand after "--- " and "+++ " as they are. Lines end at \n; any bytes.
/// patch(1) makes `after` of `before` with it. Time is that of Myers' algorithm up to 1500 changed lines, linear above,
/// where the changed part is then shown as replaced whole.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view beforeLabel,
                        std::string_view afterLabel);

} // namespace patchbay
