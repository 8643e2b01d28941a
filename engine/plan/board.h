// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/plan.h"

#include <array>
#include <optional>
#include <span>
#include <string>

namespace patchbay {

inline constexpr int boardSlots = 32;
inline constexpr int boardFunctions = 8;

/// Whether a cell is on the board at all.
constexpr bool onBoard(int slot, int function)
{
    return slot >= 0 && slot < boardSlots && function >= 0 && function < boardFunctions;
}

/// A guest's board as it is taken up, without some functions that are about to move.
class Board
{
public:
    explicit Board(const Guest &guest, std::span<const Address> without = {});

    /// How many things want the cell; the cell must be on the board.
    [[nodiscard]] int users(int slot, int function) const { return m_users[cell(slot, function)]; }

    /// Whether anything but the host bridge's and the lpc's own devices may stand in the slot, and if not why:
    /// "is the guest's host bridge". Slot 0 is the
    /// host bridge's, and 31 the lpc's where no slot has one, by custom even when they are empty.
    [[nodiscard]] std::optional<std::string> reservedFor(int slot) const;

    /// The lowest slot above 0 that is empty and not reserved.
    [[nodiscard]] std::optional<int> emptySlot() const;

    [[nodiscard]] bool slotEmpty(int slot) const;

private:
    static constexpr std::size_t cell(int slot, int function)
    {
        return std::size_t(slot) * boardFunctions + std::size_t(function);
    }

    std::array<std::uint8_t, std::size_t(boardSlots) * boardFunctions> m_users{};
    std::optional<int> m_lpcSlot;
};

/// What stands in a cell, in words: "virtio-net", "2/0/0"; empty for an empty one.
std::string occupantOf(const Guest &guest, int slot, int function, std::span<const Address> without = {});

} // namespace patchbay
