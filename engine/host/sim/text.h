// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sim {

/// Words between blanks and tabs.
std::vector<std::string> words(std::string_view line);

/// Lines without their newlines; a last line without one counts, an empty rest does not.
std::vector<std::string_view> lines(std::string_view text);

std::string_view trimmed(std::string_view text);

/// A whole number, decimal or 0x…, that fills the text.
std::optional<std::uint64_t> number(std::string_view text, int base = 0);

/// A number with an optional K, M, G or T: "128K".
std::optional<std::uint64_t> sizeNumber(std::string_view text);

/// Keeps text on one line and free of blanks: %XX for everything below '!' and for '%'. fromToken() is its
/// inverse.
std::string toToken(std::string_view text);
std::string fromToken(std::string_view token);

} // namespace patchbay::sim
