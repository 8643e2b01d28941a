// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/capture.h"
#include "host/devinfo_text.h"
#include "host/geom_text.h"
#include "host/ifconfig_text.h"
#include "host/mount_text.h"
#include "host/route_text.h"
#include "host/zpool_text.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The listings that tell what a host stands on. nullopt: not in the capture, so nobody knows.
struct HostListings
{
    using Words = std::map<std::string, std::string, std::less<>>;

    std::optional<std::vector<MountLine>> mounts; ///< mount -p
    std::vector<MountLine> fstab;                 ///< what the next boot mounts; empty: none or not read
    std::optional<std::vector<std::string>> swaps;
    std::optional<std::vector<Pool>> pools;
    std::optional<GeomMesh> mesh;
    std::optional<Words> peripherals;             ///< parseCamcontrol()
    std::vector<Device> devices;                  ///< devinfo, else the dev.* of sysctl; empty: neither
    std::optional<std::vector<Interface>> interfaces;
    std::optional<std::vector<Route>> routes;
    Words sysctl;                                 ///< one-line values
    std::optional<std::string> bootPartition;     ///< bootPartition()
    std::optional<std::string> console;           ///< the loader's "console": "comconsole", "efi,comconsole"
    std::optional<std::string> connection;        ///< client, its port, this host's address, its port; "": nobody knows it

    /// Whether anything tells of disks, interfaces or consoles at all.
    [[nodiscard]] bool any() const;
};

/// Each listing from the blob of its name, else from a dump that has it somewhere in its text. Pure.
HostListings readListings(const Capture &capture);

/// The tree of devices as `sysctl dev` tells it: names, parents and places of what is attached. Parents before children.
std::vector<Device> devicesOfSysctl(const std::map<std::string, std::string> &values);

} // namespace patchbay
