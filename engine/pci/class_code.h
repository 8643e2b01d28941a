// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

namespace patchbay {

/// Class codes that decide something here (PCI Code and ID Assignment Specification 1.1 onwards).
inline bool isHostBridge(const Function &function) { return (function.classCode >> 8) == 0x0600; }

/// PCI-PCI bridges, CardBus bridges, and semi-transparent ones in their transparent form: what has buses behind it. The
/// header type decides; the class only where the source does not tell the header type.
inline bool hasBusesBehind(const Function &function)
{
    if (const auto layout = function.layout())
        return *layout == 1 || *layout == 2;
    const std::uint32_t kind = function.classCode >> 8;
    return kind == 0x0604 || kind == 0x0607;
}

} // namespace patchbay
