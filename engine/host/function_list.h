// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/function.h"

#include <cstddef>
#include <vector>

namespace patchbay {

/// Lines of a text, counted from 1, both ends included.
struct LineRange
{
    std::size_t first = 0, last = 0;

    bool operator==(const LineRange &) const = default;
};

/// What a reader found in one text. Every line of the text is in exactly one place: with a function, in `other`, or
/// blank; a line that two functions share (see splitLines) is with both.
struct FunctionList
{
    std::vector<Function> functions; ///< each address once, in the order of the text
    std::vector<Oddity> oddities;    ///< `where` is "line N"; at most maxOddities, the last one says how many more
    std::vector<LineRange> other;    ///< lines that are no part of a listing: prompts, other programs' output
    std::size_t headings = 0;        ///< headings of functions in the text; more than functions where some repeat
    std::size_t blankLines = 0;
    std::size_t splitLines = 0; ///< lines that hold the end of one function and the heading of the next

    static constexpr std::size_t maxOddities = 1000;
};

} // namespace patchbay
