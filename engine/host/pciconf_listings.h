// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/pciconf_context.h"
#include "host/pciconf_detail.h"
#include "pci/function.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace patchbay {

/// Keeps the listings of a text apart: one text may hold several, each made with letters of its own, and whether a
/// function has no capabilities or was not asked for them follows only from the listing as a whole.
class PciconfListings
{
public:
    explicit PciconfListings(std::vector<Function> &functions) : m_functions(functions) {}

    /// A heading was met, its function is not in the list yet. Starts a new listing where none is open or where the
    /// open one has this address already.
    void meet(const Address &address);
    /// A detail line of the last function was understood.
    void see(PciconfDetail detail, std::string_view line);
    /// Ends the open listing and tells its functions what it told of them all.
    void close();
    /// Where the open listing begins among the functions.
    [[nodiscard]] std::size_t start() const { return m_start; }
    /// A command line was seen: the next listing is its output.
    void announce(std::optional<PciconfLetters> letters) { m_letters = letters; }

    /// Whether the open listing has more than headings.
    [[nodiscard]] bool hasDetails() const { return m_open && m_details; }

private:
    bool repeats(const Address &address);

    std::vector<Function> &m_functions;
    bool m_open = false;
    std::size_t m_start = 0;
    std::optional<PciconfLetters> m_letters;
    bool m_details = false, m_bars = false, m_capabilities = false, m_extended = false;
    Address m_highest;
    std::unordered_set<Address> m_addresses; ///< filled only once a listing is out of order
};

} // namespace patchbay
