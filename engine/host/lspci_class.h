// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace patchbay {

/// The class and subclass (0xBBSS) that a name of pci.ids stands for; nullopt for names not in the table.
std::optional<std::uint16_t> classOfName(std::string_view name);

/// The id of a capability by the name lspci(8) gives it; nullopt for names not in the table.
struct CapabilityName
{
    std::uint16_t id = 0;
    bool extended = false;
};
std::optional<CapabilityName> capabilityOfName(std::string_view text);

} // namespace patchbay
