// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "rpc/call.h"

#include <string>

#include <sys/types.h>

namespace patchbay::rpc {

/// Starts a guest and leaves a process behind that looks after it until it ends (restarts it after a reboot, destroys it
/// after its end), whatever becomes of the caller. Returns once the guest has run for a moment or has failed.
/// Only for a process without threads. `alsoClose`: a descriptor the process left behind must not keep; -1: none.
Reply<wire::GuestAnswer> startAndStay(const std::string &spec, const wire::StartRequest &request, int alsoClose = -1);

/// startAndStay() for a process that will have threads: a helper process made before the first of them does it. Used from
/// one thread. The helper ends with this object, or with its process; the guests it started go on.
class GuestStarter
{
public:
    explicit GuestStarter(const std::string &spec);
    ~GuestStarter();
    GuestStarter(const GuestStarter &) = delete;
    GuestStarter &operator=(const GuestStarter &) = delete;

    Reply<wire::GuestAnswer> start(const wire::StartRequest &request);

private:
    Handle m_helper; ///< one request a line there, one answer a line back; closed: there is no helper
    pid_t m_process = -1;
};

} // namespace patchbay::rpc
