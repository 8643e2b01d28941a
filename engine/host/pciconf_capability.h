// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

namespace patchbay {

/// Decodes the text of a capability, complete with its continuation lines, into the fields of `function` (msi, msix,
/// express, acs, …). By keyword, never by column: the order and the line breaks changed from FreeBSD 7 to 15 and differ
/// on DragonFly. What a text does not say stays unknown; an unknown capability changes nothing. Returns false where an MSI
/// or MSI-X does not tell a possible number of messages.
bool decodePciconfCapability(const Capability &capability, Function &function);

} // namespace patchbay
