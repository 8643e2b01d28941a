// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/session.h"

#include <optional>
#include <string>

/// What a host knows of guests: their definitions, the plan applied last, our state files and /dev/vmm put together.
namespace patchbay::rpc {

/// As defined on the host, else as the plan applied last has it. nullopt: nobody ever described it.
Reply<std::optional<wire::Guest>> definitionOf(Host &host, const std::string &name);

/// Every guest that is defined, planned, has run or exists, by name, with its state.
Reply<std::vector<wire::GuestState>> guestStates(Host &host, const Reading &reading);

/// Completes the guests that exist: whether bhyve runs for them, and what they hold, which the kernel does not tell: of the
/// functions they were started with, else of those of their definition, the ones that ppt has.
void completeLiveGuests(Host &host, Facts &facts);

/// What the functions of the plan applied last were when it was applied; empty where there is none.
std::vector<Remembered> appliedMemory(Host &host);

} // namespace patchbay::rpc
