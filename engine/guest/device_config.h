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

/// What bhyve makes of a device's -s argument: its kind and options under the names that a file has for them (ahci-hd is
/// an ahci with port.0, the first word of virtio-blk is its path). Options with an empty value are left out.
Settings deviceSettings(const GuestDevice &device);

/// deviceSettings() as lines of the file, and the argument itself under "patchbay.".
std::string deviceConfig(const GuestDevice &device);

/// The other way. `argument` is what deviceConfig() kept, or empty; it counts only where `all` the settings still say the
/// same. Those that the guest's `further` arguments say are among them.
GuestDevice deviceFrom(int slot, int function, const Settings &all, const Settings &further, const std::string &argument);

/// Those of the settings that the device's -s argument does not say; only "-o NAME=VALUE" can.
Settings unsaidSettings(const GuestDevice &device, Settings settings);

/// Whether "NAME=VALUE" can stand in a -s argument: no '.' in the name, no comma in the value.
bool isSayable(std::string_view name, std::string_view value);

/// The options of a passthru device ("rom=/x", "flag") as settings; those that name the address are left out.
Settings optionSettings(const std::vector<std::string> &options);

/// bus, slot and func of a passthru device.
bool isAddressSetting(std::string_view name);

} // namespace patchbay
