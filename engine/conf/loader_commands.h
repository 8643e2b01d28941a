// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/loader_values.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Splits a loader command into its words: backslashes, quotes, $name, ${name} and $(name). nullopt where the loader
/// gives up: a quote without its end, more than 20 words, a word over 1023 bytes.
std::optional<std::vector<std::string>> commandWords(std::string_view command, const Lookup &lookup);

} // namespace patchbay
