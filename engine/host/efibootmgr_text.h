// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// The partition that the firmware booted from, as `efibootmgr -v` has it: "HD(1,GPT,81e38bb9-...,0x800,0x14000)" of the entry
/// that BootCurrent names. nullopt: no BootCurrent, no such entry, or one without a partition. Pure.
std::optional<std::string> bootPartition(std::string_view text);

} // namespace patchbay
