// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host_listings.h"
#include "pci/topology.h"

namespace patchbay {

/// Fills Function::mark: the MAC address of a network card, the serial number of an NVMe disk, each where the host's own
/// driver has the function, for ppt tells neither. An address that somebody made up ("locally administered") is none, since
/// the next boot may make up another. What stands on several functions marks none. Pure.
void markCards(const HostListings &listings, Topology &topology);

} // namespace patchbay
