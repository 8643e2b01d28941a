// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "plan/finding.h"
#include "plan/plan.h"
#include "wire/messages.h"

#include <string>
#include <vector>

/// Between the engine's types and those on the wire. Pure.
namespace patchbay::rpc {

/// "0x8086": hex digits padded to `digits`.
std::string hex(std::uint64_t value, int digits);

/// Errors carry the place in the plan: "guests[0].positions[1].host: bus 300 is above 255".
Result<Plan> toPlan(const wire::Plan &plan);
wire::Plan fromPlan(const Plan &plan);

Result<Guest> toGuest(const wire::Guest &guest, const std::string &where);
wire::Guest fromGuest(const Guest &guest);

wire::Position fromPosition(const Position &position);

Result<std::vector<Address>> toAddresses(const std::vector<std::string> &texts, const std::string &where);
std::vector<std::string> fromAddresses(const std::vector<Address> &addresses);

wire::Finding fromFinding(const Finding &finding);
std::vector<wire::Finding> fromFindings(const std::vector<Finding> &findings);
/// Whether one of them blocks.
bool anyBlocks(const std::vector<Finding> &findings);

} // namespace patchbay::rpc
