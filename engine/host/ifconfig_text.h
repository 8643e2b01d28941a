// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A network interface.
struct Interface
{
    std::string name;      ///< "em0", "vlan100", or whatever a person renamed it to
    std::string driver;    ///< "em0" where `ifconfig -D` tells (14.0 and later); empty: not said
    bool up = false, loopback = false, pointToPoint = false;
    std::vector<std::string> groups;    ///< "vlan", "lagg", "bridge", "epair", "tap", "wg", "wlan"
    std::vector<std::string> addresses; ///< "10.0.2.15", "fe80::1%em0": without prefix
    std::vector<std::string> below;     ///< what it stands on: parent of a vlan or wlan, ports of a lagg, members of a bridge
    std::string tunnel;                 ///< "10.0.0.1 --> 10.0.0.2" of gif, gre, vxlan; empty: none
    bool noCarrier = false;
    std::string hardware;  ///< the card's own address, whatever it uses now: "00:1b:21:3a:4b:5c"; empty: not said

    [[nodiscard]] bool inGroup(std::string_view group) const;
};

/// Reads `ifconfig -a`, with or without -D, in the forms of all releases. Blocks may stand among other text: each begins with
/// "NAME: flags=". Of a name twice the later block counts. Pure.
std::vector<Interface> parseIfconfig(std::string_view text);

/// An address in the one form that can be compared: "::ffff:10.0.0.1" is "10.0.0.1", "FE80:0::1%em0" is "fe80::1%em0". What is
/// no address comes back as it is. Pure.
std::string plainAddress(std::string_view text);

} // namespace patchbay
