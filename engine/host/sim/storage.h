// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "host/sim/state.h"

#include <string>
#include <vector>

namespace patchbay::sim {

/// The disks whose controller has its own driver now: the others are gone, whatever is mounted from them.
std::vector<const MachineDisk *> presentDisks(const Machine &machine, const State &state);

/// kern.geom.confxml: a DISK, its partitions and their labels, as g_conf_specific() writes them.
std::string geomXml(const Machine &machine, const State &state);

/// The partition's device path as the firmware knows it: "HD(1,GPT,00000001-...,0x28,0x82000)".
std::string efiMedia(const MachineDisk &disk, std::size_t part);

/// A line "disk NAME B:S:F [CONTROLLER]" or "part NAME TYPE [LABEL]" of a machine file.
Result<> readDiskLine(const std::vector<std::string> &words, Machine &machine);

/// Gives a machine of which only its functions are known a disk to boot from: on its SATA or NVMe controller where there is
/// exactly one, else a memory disk, since then nothing tells which controller it would be.
void inventRootDisk(Machine &machine);

} // namespace patchbay::sim
