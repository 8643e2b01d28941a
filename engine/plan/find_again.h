// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace patchbay {

/// What became of a planned function after the hardware changed.
struct Whereabouts
{
    enum class Kind : std::uint8_t {
        Same,      ///< still there
        Moved,     ///< under another address now
        Gone,      ///< nowhere, and nothing is at its address
        Replaced,  ///< nowhere, and its address is another function's now
        Ambiguous, ///< it may be one of several: never guessed
    };

    Remembered planned;
    Kind kind = Kind::Same;
    std::optional<Address> now;      ///< of Same and Moved
    std::vector<Address> candidates; ///< of Ambiguous, by address
    std::string how;                 ///< of Same and Moved, a clause: "by its serial number"
};

/// Finds planned functions again, all of them together, so that no function is taken for two. In this order: the serial
/// number with the function number; what its own driver tells (Function::mark), where one has it then and now; the place
/// in the tree (or the slot's label) with the ids; the address with the ids, where either side does not know the place;
/// beside the other functions of its card; the ids, where the host has and had one of them only. A serial number or mark
/// that differs is another card, whatever else is alike. What no step decides is Ambiguous. Remembered ones without any
/// identity are not looked at. Pure; order is that of `planned`.
std::vector<Whereabouts> findAgain(const Topology &topology, std::span<const Remembered> planned);

/// What the two have against being the same function: "serial 0x…, planned 0x…"; one line each, for people.
std::vector<std::string> differences(const Identity &expect, const Identity &now);

} // namespace patchbay
