// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/config_space.h"
#include "pci/function.h"

namespace patchbay {

/// Reads BARs, and of bridges the buses and windows, from at least 64 bytes of config space. Part of decodeConfigSpace().
void decodeRegions(const ConfigSpace &space, Function &function);

} // namespace patchbay
