// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/preview.h"
#include "rpc/call.h"

namespace patchbay::rpc {

/// "persistent", "next-boot", "now". Refuses anything else with code::invalidParams.
Reply<ApplyMode> toMode(const std::string &mode);
std::string fromMode(ApplyMode mode);

/// A preview with its diffs and the guests' command lines.
wire::Preview fromPreview(const Preview &preview, const Plan &plan);

} // namespace patchbay::rpc
