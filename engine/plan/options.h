// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What dropping at one cell would do.
struct CellOption
{
    int slot = 0;
    int function = 0;
    bool legal = false;
    std::string title;           ///< when not legal: "Not here: functions must keep their numbers."
    std::string reason;          ///< when not legal: why, one sentence
    std::vector<Position> lands; ///< when legal: every function that moves, where it ends up
};

struct BoardOptions
{
    std::string guest;
    std::vector<Address> functions; ///< what really moves: coupled siblings are added
    std::vector<CellOption> cells;  ///< all 256, slot-major
    std::string guard;              ///< the guard that stops the plan until it is lifted, one sentence; empty: none does
    std::string hint;               ///< what would work: "Any row, columns 0–1."; or what to do when nothing does
};

/// May these functions be dropped on this guest's board, and where would they land? The whole board in one answer.
///
/// Functions that stand somewhere already, on this board or another, would move (see placeFunctions()). Coupled
/// siblings come along, and each keeps its number whichever of the device's columns is meant. Other functions of one
/// host slot keep their distances: the first of `functions` lands on the cell. Functions of several host slots land in
/// rows of their own, from the row that is meant downward.
/// A legal drop brings no blocking finding about the functions that move, except for what is wrong with the guest itself
/// (memory-not-wired) and for guards, which the hint then tells: a person may lift them. Pure; well below 1 ms. An unknown guest or function makes every cell illegal and says so.
BoardOptions options(const Situation &situation, const Plan &plan, std::string_view guest,
                     std::span<const Address> functions);

} // namespace patchbay
