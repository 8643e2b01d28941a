// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/topology.h"

namespace patchbay {

/// Fills Node::group and Topology::joins: which functions can reach each other without passing the IOMMU, by the rules by
/// which Linux forms its IOMMU groups (FreeBSD has none; a function split from its group is not kept apart there either).
///
/// - Everything behind a conventional or PCIe-to-PCI bridge is one with the bridge: it hides who sent what.
/// - A function below a port is one with the port unless that port and every bridge above it keep traffic apart
///   (acsState()), since a packet turned back anywhere on the way never sees the IOMMU.
/// - Functions of one slot are one unless they keep apart; virtual functions always do among themselves.
/// - Functions on a root bus in different slots are never joined.
///
/// Groups are numbered from 0 in the order of their lowest address, bridges included. The joins are a spanning tree of each
/// group: two functions have the same group exactly when joins connect them. Their order is that of the nodes.
///
/// A dump that does not tell enough: where the capabilities of a function or of a bridge above it were not read, or it
/// is not known which bridge it is below, the group stays nullopt. Where only ACS or its bits are missing (256 bytes of config
/// space, pciconf before FreeBSD 13), ACS counts as off and the join's reason says that it was not told.
///
/// Time grows with the number of functions alone, for any tree; links that form a circle end the walk.
void applyIsolation(Topology &topology);

} // namespace patchbay
