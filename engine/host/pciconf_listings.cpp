// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_listings.h"

namespace patchbay {

void PciconfListings::meet(const Address &address)
{
    if (m_open && repeats(address))
        close();
    if (m_open)
        return;
    m_open = true;
    m_start = m_functions.size();
    m_highest = address;
    m_addresses.clear();
    m_details = m_bars = m_capabilities = m_extended = false;
}

/// Cheap for a listing in order of addresses, as most are.
bool PciconfListings::repeats(const Address &address)
{
    if (address > m_highest) {
        m_highest = address;
        if (!m_addresses.empty())
            m_addresses.insert(address);
        return false;
    }
    if (m_addresses.empty()) {
        for (std::size_t i = m_start; i < m_functions.size(); ++i)
            m_addresses.insert(m_functions[i].address);
    }
    return !m_addresses.insert(address).second;
}

void PciconfListings::see(PciconfDetail detail, std::string_view line)
{
    m_details = true;
    m_bars |= line.starts_with("bar");
    if (detail == PciconfDetail::Capability) {
        m_capabilities = true;
        m_extended |= line.starts_with("ecap");
    }
}

void PciconfListings::close()
{
    if (!m_open)
        return;
    m_open = false;
    const bool bars = m_bars || (m_letters && m_letters->bars);
    const bool capabilities = m_capabilities || (m_letters && m_letters->capabilities);
    for (std::size_t i = m_start; i < m_functions.size(); ++i) {
        Function &function = m_functions[i];
        function.barsKnown = bars;
        function.capabilitiesKnown = capabilities;
        // Only functions with a PCI-Express capability have extended ones; old releases do not print these at all.
        function.extendedKnown = capabilities && (m_extended || !function.express);
    }
}

} // namespace patchbay
