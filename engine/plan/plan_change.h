// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "pci/topology.h"
#include "plan/plan.h"

#include <span>
#include <string>
#include <string_view>

namespace patchbay {

/// Edits of a plan. Each takes a value and returns the changed one; what they cannot do is an Error that names the
/// guest or the function. None of them judges: judge() does.

/// A guest as a person gets it to begin with: host bridge at 0:0, a virtio disk at 2:0, a virtio NIC at 3:0, lpc at 31:0,
/// 1 GiB wired, one processor, UEFI. Its files are under /var/db/patchbay/guests/NAME.
Guest defaultGuest(std::string_view name);

/// Errors: the name is taken, or no name for a guest.
Result<Plan> addGuest(Plan plan, const Guest &guest);
Result<Plan> removeGuest(Plan plan, std::string_view guest);
Result<Plan> renameGuest(Plan plan, std::string_view guest, std::string_view to);

/// Puts functions where options() says they land: they leave whatever place they had in the plan.
Result<Plan> placeFunctions(Plan plan, std::string_view guest, std::span<const Position> lands);

/// Takes functions off every board. They go back to the host unless they are in the reserve as well.
Plan removeFunctions(Plan plan, std::span<const Address> functions);

/// Moves one of the guest's emulated devices. Errors: nothing emulated stands there.
Result<Plan> moveDevice(Plan plan, std::string_view guest, int slot, int function, int toSlot, int toFunction);

Result<Plan> setMemory(Plan plan, std::string_view guest, std::uint64_t memoryMiB, bool wired);
Result<Plan> setProcessors(Plan plan, std::string_view guest, unsigned cpus);
Result<Plan> setBoot(Plan plan, std::string_view guest, BootMethod boot);

} // namespace patchbay
