// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/preview.h"
#include "rpc/session.h"

#include <string>

namespace patchbay::rpc {

/// A guest's file with its passthru devices where the plan has them now: only their addresses and what was remembered of
/// them change, everything else of the file stays byte for byte. Cells that the file does not have are left to guest.define.
std::string followPlan(const std::string &file, const Guest &guest);

/// previewPlan(), with the files of guests that are defined on the host beside the boot files: they are part of the same
/// change, written and taken back with it. The token covers them. A file that cannot be read is left alone.
Preview previewOn(Host &host, const Reading &reading, const Plan &plan, ApplyMode mode);

} // namespace patchbay::rpc
