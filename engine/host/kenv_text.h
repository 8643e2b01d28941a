// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

struct KenvText
{
    std::map<std::string, std::string> variables;
    std::vector<Oddity> oddities; ///< lines that are no part of a variable; a value without its closing quote
};

/// Reads what kenv(1) prints without arguments: name="value", one a line. A value may hold quotes and line breaks: it ends
/// at the quote that ends a line, or where the next variable begins. Of a name twice the first counts, as in the kernel.
/// Pure; places are "SOURCE:LINE".
KenvText parseKenv(std::string_view text, std::string_view source = "kenv");

/// The same form again, by name: what a simulated kenv prints.
std::string printKenv(const std::map<std::string, std::string> &variables);

} // namespace patchbay
