// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "guest/device_config.h"

#include <string>
#include <vector>

namespace patchbay {

/// What a guest's further arguments set, under the names that a bhyve_config(5) file has for it: "-w" is
/// x86.strictmsr=false, "-o NAME=VALUE" itself. Left out: what a Guest has a field for (its name, memory, boot ROM ...),
/// empty values, and arguments that have no single setting (-s, -c, -k ...).
Settings extraSettings(const std::vector<std::string> &extra);

} // namespace patchbay
