// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host_listings.h"
#include "pci/footing.h"
#include "pci/topology.h"

#include <optional>

namespace patchbay {

/// What the host stands on: from its root, EFI partition, mounted file systems (and those that fstab mounts at every boot),
/// swap, this connection, default routes, console and keyboards down to PCI functions. Every need appears once for each
/// device below it; one that cannot be followed to its end appears with what is missing. nullopt: the listings hold nothing
/// of the kind, as a plain list of PCI functions. Pure.
///
/// Facts: devctl(8) and ppt take the controller of the root disk, of mounted disks and the card with the default route
/// without a word (measured on FreeBSD 12.1).
std::optional<Footings> findFootings(const HostListings &listings, const Topology &topology);

} // namespace patchbay
