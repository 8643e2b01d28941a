// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// What the loader makes of a variable's value.
struct Expansion
{
    std::string value;
    std::string complaint;            ///< not empty: the variable is not set, and this is why
    std::optional<std::string> stops; ///< the parser itself failed, with its own words
};

/// Values longer than this end the loader for want of memory.
inline constexpr std::size_t longestValue = std::size_t(1) << 22;

/// Looks up a loader variable; nullopt where it is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view)>;

/// Expands $NAME and ${NAME}, and backslashes from 13 on, in a variable's value (facts section 3.1). 12's substitution
/// rewrites the value once per reference, by patterns, with all that follows: "$a.b" is one name, a "%" in what is put
/// in is an error that ends the parser.
Expansion expandValue(std::string_view value, LoaderGeneration generation, const Lookup &lookup);

} // namespace patchbay
