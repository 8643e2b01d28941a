// SPDX-License-Identifier: BSD-2-Clause
#include "plan/board.h"

#include "plan/device.h"

#include <algorithm>

namespace patchbay {

Board::Board(const Guest &guest, std::span<const Address> without)
{
    const auto use = [this](int slot, int function) {
        if (onBoard(slot, function) && m_users[cell(slot, function)] < 255)
            ++m_users[cell(slot, function)];
    };
    for (const Position &position : guest.positions) {
        if (!std::ranges::contains(without, position.host))
            use(position.slot, position.function);
    }
    for (const GuestDevice &device : guest.devices) {
        use(device.slot, device.function);
        if (device.kind == "lpc")
            m_lpcSlot = device.slot;
    }
}

std::optional<std::string> Board::reservedFor(int slot) const
{
    if (slot == 0)
        return "belongs to the guest's host bridge";
    if (slot == m_lpcSlot.value_or(31))
        return "belongs to the guest's lpc bridge";
    return std::nullopt;
}

std::optional<int> Board::emptySlot() const
{
    for (int slot = 1; slot < boardSlots; ++slot) {
        if (slotEmpty(slot) && !reservedFor(slot))
            return slot;
    }
    return std::nullopt;
}

bool Board::slotEmpty(int slot) const
{
    for (int function = 0; function < boardFunctions; ++function) {
        if (users(slot, function) > 0)
            return false;
    }
    return true;
}

std::string occupantOf(const Guest &guest, int slot, int function, std::span<const Address> without)
{
    for (const GuestDevice &device : guest.devices) {
        if (device.slot == slot && device.function == function)
            return device.kind;
    }
    for (const Position &position : guest.positions) {
        if (position.slot == slot && position.function == function && !std::ranges::contains(without, position.host))
            return shortName(position.host);
    }
    return {};
}

} // namespace patchbay
