// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

namespace patchbay {

/// Decodes the text of a capability as lspci -v or -vv prints it, complete with its indented lines, into the fields of
/// `function`. -v alone tells less (no FLR, no link); what is not told stays unknown or false.
void decodeLspciCapability(const Capability &capability, Function &function);

} // namespace patchbay
