// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/plan.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Settings of one "pci.0.S.F." node of a bhyve_config(5) file, names without that prefix.
using Settings = std::map<std::string, std::string>;

/// An emulated device as lines of the file: the kind and options of its -s argument under the names that a file has for
/// them (ahci-hd is an ahci with port.0, the first word of virtio-blk is its path), and the argument itself under
/// "patchbay.".
std::string deviceConfig(const GuestDevice &device);

/// The other way. `argument` is what deviceConfig() kept, or empty; it counts only where the settings still say the same.
GuestDevice deviceFrom(int slot, int function, const Settings &settings, const std::string &argument);

/// The options of a passthru device ("rom=/x", "flag") as settings; those that name the address are left out.
Settings optionSettings(const std::vector<std::string> &options);

/// bus, slot and func of a passthru device.
bool isAddressSetting(std::string_view name);

} // namespace patchbay
