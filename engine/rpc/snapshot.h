// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/session.h"
#include "wire/messages.h"

/// What a reading looks like to a person: words, no icons and no colours. Pure.
namespace patchbay::rpc {

wire::Snapshot makeSnapshot(const Reading &reading, const Host &host);

/// One row of the tree.
wire::Function makeFunction(const Reading &reading, const Node &node);

/// Everything about one function.
wire::FunctionDetails makeDetails(const Reading &reading, const Node &node);

/// "host · ix0", "ppt0 · reserved", "guest web-01", "no driver"; empty for bridges and where drivers were not read.
std::string heldBy(const Reading &reading, const Node &node);

/// Header badges: IOMMU, vmm, what ppt holds, reboot.
std::vector<wire::HostBadge> makeBadges(const Reading &reading);

/// Whether the boot files ask for other passthrough devices than the running kernel was started with. False where
/// either is not known.
bool rebootNeeded(const Reading &reading);

} // namespace patchbay::rpc
