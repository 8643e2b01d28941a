// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

namespace patchbay::sim {

/// Reads devinfo's tree as a machine file holds it: two blanks a level; "?name" is not attached, a name alone
/// of '?' has no driver, "pcib0 @0:0 …" is the host bridge of domain 0, bus 0. What follows the name is what
/// -v adds.
std::vector<DeviceNode> deviceTree(const std::vector<std::string> &lines);

/// Adds "usbus0/uhub0/ukbd0" to what is below a function: each below the one before; what is there already gets one more.
void addChild(std::vector<DeviceNode> &children, std::string_view path);

} // namespace patchbay::sim
