// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/programs/program.h"

#include <map>

namespace patchbay::sim {

/// A device of a guest's board as its command line or configuration names it.
struct GuestDevice
{
    int bus = 0, slot = 0, function = 0;
    std::string emulation;                       ///< "passthru", "virtio-net", …
    std::string options;                         ///< after the second comma
    std::map<std::string, std::string> settings; ///< pci.B.S.F.NAME of a configuration
};

/// What bhyve(8) was asked to run.
struct GuestLine
{
    std::string name;
    std::vector<GuestDevice> devices; ///< in bhyve's order: by bus, slot, function
    std::uint64_t memory = std::uint64_t(256) << 20;
    bool wired = false, console = false, noMpTable = false, destroyAtEnd = false, onlyDump = false;
    std::string bootrom;
};

/// Reads the arguments. Errors: what = bhyve's own words (several lines, each ended), where = its exit
/// status.
Result<GuestLine> readGuestLine(const Call &call);

/// "256M", "4G", "512" (MiB).
std::optional<std::uint64_t> guestMemory(std::string_view text);

} // namespace patchbay::sim
