// SPDX-License-Identifier: BSD-2-Clause
// The words of a machine file's lines (machine_file.h). Pure.
#pragma once

#include "host/sim/config_builder.h"

#include <string_view>
#include <utility>

namespace patchbay::sim {

using Words = std::vector<std::string>;

/// The rest of a line after its first `count` words, trimmed.
std::string after(std::string_view line, int count);

/// "B:S:F" or "D:B:S:F". Errors: anything else; `where` is the text.
Result<Address> functionAddress(const std::string &text);

/// The words from `from` on, as key=value.
BuildOptions buildOptions(const Words &words, std::size_t from);

/// "8086:10fb"
std::optional<std::pair<std::uint16_t, std::uint16_t>> idPair(std::string_view text);

/// "FIRST-LAST", in hex.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range(std::string_view text);

/// A number of at most `limit`. Errors: it is none, or larger; `where` is the text.
Result<std::uint64_t> numberUpTo(std::uint64_t limit, std::string_view text, int base = 0);

/// Bytes in hex, the words from `from` on. Errors: one of them is none; `where` is that word.
Result<std::vector<std::uint8_t>> hexBytes(const Words &words, std::size_t from = 0);

} // namespace patchbay::sim
