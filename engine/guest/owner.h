// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "guest/life.h"

#include <chrono>

/// Who runs a guest: at most one engine looks after it, and bhyve may go on without any.
namespace patchbay {

/// Whether the guest is meant to be going on, by the word of its state.
bool isBusy(GuestStatus::State state);

/// The right to start, stop and destroy a guest, as long as the handle lives. Tries for `patience`, since whoever only
/// looks holds the lock for an instant. Errors: "is locked", see isLocked(): another engine looks after the guest.
Result<Handle> lockGuest(Host &host, std::string_view name,
                         std::chrono::milliseconds patience = std::chrono::milliseconds(300));

/// Whether an engine, any, looks after the guest now.
bool isLookedAfter(Host &host, std::string_view name);

/// Whether the program of the guest's state is still there. Process numbers are used again, so it must be this guest's.
bool isAlive(Host &host, const GuestStatus &status);

/// Whether any bhyve or bhyveload runs under this name, whoever started it. False where ps(1) does not answer.
bool isRunning(Host &host, std::string_view name);

/// Whether the guest's virtual machine exists, with or without bhyve.
bool machineExists(Host &host, std::string_view name);

/// The program of a guest that another process started. How it ended cannot be known and counts as 0.
std::unique_ptr<RunningProgram> foreignProgram(Host &host, const GuestStatus &status);

} // namespace patchbay
