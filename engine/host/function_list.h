// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/function.h"

#include <cstddef>
#include <string>
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
    std::vector<Oddity> oddities;    ///< `where` is "line N"; the first maxOddities of them
    std::size_t moreOddities = 0;    ///< how many followed those
    std::vector<LineRange> other;    ///< lines that are no part of a listing: prompts, other programs' output
    std::size_t headings = 0;        ///< headings of functions in the text; more than functions where some repeat
    std::size_t blankLines = 0;
    std::size_t splitLines = 0; ///< lines that hold the end of one function and the heading of the next

    static constexpr std::size_t maxOddities = 1000;

    /// Notes an oddity of a line.
    void complain(std::size_t line, std::string text);
    /// Notes a line that belongs to no function.
    void addOther(std::size_t line);
    /// Puts descriptions of one address together (mergeFunction()); `lines` has the heading's line of each function.
    void mergeRepeated(const std::vector<std::size_t> &lines);
};

} // namespace patchbay
