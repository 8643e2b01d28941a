// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "wire/messages.h"

#include <string>

namespace patchbay::rpc {

/// Reads a plan file; "-" is standard input. Errors carry the file and the place in it: "plan.json: guests[0].name:
/// expected a text". Nothing is judged here but form.
Result<wire::Plan> readPlanFile(const std::string &path);

} // namespace patchbay::rpc
