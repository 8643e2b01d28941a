// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/boot_copy.h"
#include "rpc/call.h"
#include "rpc/session.h"

namespace patchbay::rpc {

/// plan.preview: the name of the boot environment that can be made before the change, and what it means where the request asks
/// for it. There is none where root is none or /boot no part of it, in a release before 13, where the next boot takes another
/// one than the one that runs (which is said), and where the change writes no boot files. Also says that the host fell back to
/// one of ours.
void tellBootCopy(Host &host, const Reading &reading, const wire::PlanRequest &request, wire::Preview &preview);

/// boot.apply: the one to be made; empty where the request does not ask for it. Refuses where none can be made.
Reply<BootCopy> wantedBootCopy(Host &host, const Reading &reading, const wire::ApplyRequest &request);

/// For the history's sentence: " (boot environment patchbay-000005 holds what was before)"; empty: there is none.
std::string bootCopyWords(const BootCopy &copy);

} // namespace patchbay::rpc
