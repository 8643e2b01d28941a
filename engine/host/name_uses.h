// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/capture.h"
#include "host/host_listings.h"
#include "pci/name_use.h"
#include "pci/topology.h"

namespace patchbay {

/// The drivers and disks that stand on one function each, and the lines of rc.conf, rc.conf.local, fstab, loader.conf and
/// loader.conf.local that name one of them: with a partition ("nda0p2"), a vlan ("igb0.7") or in a variable
/// ("ifconfig_igb0_ipv6"). Lines that are comments name nothing. Pure.
NamesInUse namesInUse(const Capture &capture, const HostListings &listings, const Topology &topology);

} // namespace patchbay
