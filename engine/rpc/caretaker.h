// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/call.h"

#include <string>

namespace patchbay::rpc {

/// Starts a guest and leaves a process behind that looks after it until it ends (restarts it after a reboot, destroys it
/// after its end), as `guest start` of the command line needs. Returns once the guest has run for a moment or has failed.
/// Only for a process without threads.
Reply<wire::GuestAnswer> startAndStay(const std::string &spec, const std::string &name);

} // namespace patchbay::rpc
