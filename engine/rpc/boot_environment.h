// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/boot_copy.h"
#include "rpc/call.h"
#include "rpc/session.h"

namespace patchbay::rpc {

/// The boot environment that can be made before a change; empty where root is none, or a release before
/// 13, or where the change writes no boot files.
BootCopy possibleBootCopy(Host &host, const Reading &reading, const std::string &mode, std::optional<int> confirmWithin);

/// plan.preview: its name, and what it means where the request asks for it. Also says that the host fell back to one.
void tellBootCopy(Host &host, const Reading &reading, const wire::PlanRequest &request, wire::Preview &preview);

/// boot.apply: the one to be made; empty where the request does not ask for it. Refuses where none can be made.
Reply<BootCopy> wantedBootCopy(Host &host, const Reading &reading, const wire::ApplyRequest &request);

/// For the history's sentence: " (boot environment patchbay-000005 holds what was before)"; empty: there is none.
std::string bootCopyWords(const BootCopy &copy);

} // namespace patchbay::rpc
