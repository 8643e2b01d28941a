// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// One way from something the host needs down to the hardware that carries it. Of what stands on several devices (a mirror,
/// a lagg) there are several. What needs no device (tmpfs, a memory disk, loopback) has none.
struct Footing
{
    enum class Need : std::uint8_t { Root, BootPartition, Mounted, Swap, Connection, DefaultRoute, Console, Keyboard };

    Need need = Need::Root;
    std::string what;                ///< who needs it, for a sentence: "/", "/tank and /tank/vm", "swap", "the default route"
    std::vector<std::string> chain;  ///< from there down: "zroot", "gpt/zfs0", "nda0", "nvme0", "pci0:1:0:0"
    std::optional<Address> function; ///< the end of the chain
    std::string missing;             ///< without a function: the link that is not known, a clause: "nothing tells what nvd0 hangs on"
    std::vector<Address> possible;   ///< without a function: those that it may stand on, by address

    bool operator==(const Footing &) const = default;
};

/// "zroot → gpt/zfs0 → nda0 → nvme0 → pci0:1:0:0"; a chain that breaks ends in "?".
std::string chainText(const Footing &footing);

/// All that a host stands on, and what of it nobody could find out: a need that is `unread` may have any number of footings.
struct Footings
{
    std::vector<Footing> all;
    std::vector<Footing::Need> unread;

    bool operator==(const Footings &) const = default;
};

} // namespace patchbay
