// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sim {

/// Changes of a simulated host's hardware: what a person does with the power off. Lines of the file "hardware" in its
/// folder, taken up by the next boot; '#' starts a comment. Slots are BUS:SLOT of domain 0, and a card is all functions of
/// one slot:
///
///     shift BUS N            buses from BUS on get numbers higher by N, as when a card with buses was put in before them
///     move B:S B:S           a card is put into another, empty slot
///     swap B:S B:S           two cards change places
///     copy B:S B:S           another card of the same kind is put into an empty slot
///     remove B:S             a card is taken out
///     serial B:S HEX         the card gets this device serial number, where it has that capability
///     ids B:S VVVV:DDDD      the card turns out to be another model
///
/// Applied in order. Errors name the line: an unknown word, no card there, a slot that is taken, a bus beyond 255. Bridges
/// and IOMMU tables follow; addresses in BARs and what other programs print as plain text do not.
Result<> changeHardware(Machine &machine, const std::vector<std::string> &changes);

/// The lines of such a file that say something.
std::vector<std::string> hardwareLines(std::string_view text);

} // namespace patchbay::sim
