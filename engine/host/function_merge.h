// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

namespace patchbay {

/// Whether both descriptions can be of the same piece of hardware (ids and class).
bool sameHardware(const Function &a, const Function &b);

/// Adds to `into` what a later description of the same function says; what both say is taken from `later`. Different
/// hardware replaces `into` as a whole. The lines of both are kept.
void mergeFunction(Function &into, Function &&later);

} // namespace patchbay
