// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

namespace patchbay {

/// Something odd found while reading: the place (blob:line) and one sentence. Nothing is lost: the line itself stays
/// with the function or in the capture.
struct Oddity
{
    std::string where;
    std::string text;

    bool operator==(const Oddity &) const = default;
};

} // namespace patchbay
