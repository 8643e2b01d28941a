// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/topology.h"

namespace patchbay {

/// fillNames() with this machine's own names database: the file in $PCICONF_VENDOR_DATABASE, else the first of namesPaths
/// that can be read. No file is opened where every function has its names already; without any file only the words of
/// the classes are filled. For any host's topology, whatever machine it describes.
void fillSystemNames(Topology &topology);

} // namespace patchbay
