// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/address.h"

#include <string>
#include <vector>

namespace patchbay {

/// A numbered name that FreeBSD gave to something on a function: "igb0" of a driver, "nda0" of a disk.
struct DeviceName
{
    std::string name;
    Address function;

    bool operator==(const DeviceName &) const = default;
};

/// A line of a file that names a device by such a name.
struct NameUse
{
    std::string name; ///< "igb0" of "ifconfig_igb0=...", "ada0" of "/dev/ada0p2"
    std::string path; ///< "/etc/rc.conf"
    int line = 0;     ///< from 1
    std::string text; ///< the line

    bool operator==(const NameUse &) const = default;
};

/// Names that belong to functions, and who relies on them.
struct NamesInUse
{
    std::vector<DeviceName> devices;
    std::vector<NameUse> uses;

    bool operator==(const NamesInUse &) const = default;
};

} // namespace patchbay
