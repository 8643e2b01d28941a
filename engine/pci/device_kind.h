// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string_view>

namespace patchbay {

/// What a class code (0xBBSSPP) is to a person: "nic", "storage", "display", "audio", "usb", "bridge" (with buses behind
/// it), "hostbridge", "chipset", "accelerator", "serial", "crypto" or "other". These words travel on the wire.
std::string_view deviceKind(std::uint32_t classCode);

/// The words that pciconf -v of FreeBSD 13 prints for a class code: {"network", "ethernet"}. Empty where it prints none.
struct ClassWords
{
    std::string_view base, sub;
};
ClassWords classWords(std::uint32_t classCode);

} // namespace patchbay
