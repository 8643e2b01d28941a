// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/device_links.h"
#include "host/host_listings.h"

#include <vector>

namespace patchbay {

/// Follows the kernel's consoles and the keyboards down to PCI functions. Uses the listings it was made of.
class ConsoleChains
{
public:
    ConsoleChains(const HostListings &listings, const DeviceLinks &devices)
        : m_listings(listings)
        , m_devices(devices)
    {
    }

    /// Those that are active by kern.console ("ttyv0,/ttyu0,ttyv0,"); without it those of the loader's variable; without both
    /// the display. A display is what hw.pci.default_vgapci_unit names, which is the one the firmware started on. A serial
    /// port that is on no PCI card needs none.
    [[nodiscard]] std::vector<Strand> ofConsole() const;

    /// Every keyboard on USB. One on the PC's own controller needs no PCI function.
    [[nodiscard]] std::vector<Strand> ofKeyboards() const;

private:
    [[nodiscard]] std::vector<std::string> consoles() const;
    [[nodiscard]] std::vector<Strand> ofDisplay(const Strand &strand) const;

    const HostListings &m_listings;
    const DeviceLinks &m_devices;
};

} // namespace patchbay
