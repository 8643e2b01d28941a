// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

enum class Severity : std::uint8_t { Note, Warn, Block };

/// A cell of a guest's board.
struct Cell
{
    std::string guest;
    int slot = 0;
    int function = 0;

    bool operator==(const Cell &) const = default;
};

/// A change of the plan that puts the finding right.
struct Fix
{
    std::string label; ///< a verb and its object: "Wire the memory of web-01"
    Plan plan;         ///< the whole plan after the fix
};

/// A rule's verdict: it did its work, the world is odd.
struct Finding
{
    std::string rule; ///< id from the design's table, kebab-case
    Severity severity = Severity::Note;
    std::vector<Address> functions;
    std::vector<Cell> cells;
    std::string text;                  ///< one plain sentence
    std::vector<std::string> evidence; ///< what was seen, each a line
    std::string source;                ///< manual page, specification or measurement
    std::optional<Fix> fix;
    bool guard = false;  ///< a person may lift it, one by one, by typing the host's name
    bool lifted = false; ///< a person did: it no longer blocks
};

} // namespace patchbay
