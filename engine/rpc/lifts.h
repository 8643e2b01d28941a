// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/finding.h"
#include "rpc/session.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::rpc {

/// The reading with guards lifted as a request asks; the very same reading where it asks for none, to be used while that
/// lives. Refuses with code::invalidParams what is no guard, no function, or was typed for a host of another name.
Reply<std::shared_ptr<const Reading>> liftGuards(const Reading &reading, const std::vector<wire::Lift> &lifts);

/// "; guards lifted: boot-disk of 1/0/0": those without which the plan would have been blocked. Empty: none.
std::string liftedWords(const std::vector<Finding> &findings);

/// "boot-disk@1/0/0=tower,swap@pci0:1:0:0=tower". Errors name the part that is wrong.
Result<std::vector<wire::Lift>> parseLifts(std::string_view text);

} // namespace patchbay::rpc
