// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::sim {

/// Makes raw DMAR and IVRS tables, length and checksum included.
class AcpiTableBuilder
{
public:
    /// signature: DMAR (width: host address width, flags: 1 = INTR_REMAP) or IVRS.
    AcpiTableBuilder(const std::string &signature, unsigned width, unsigned flags);

    void drhd(std::uint64_t base, bool all);
    void rmrr(std::uint64_t base, std::uint64_t limit);
    /// To the last DRHD or RMRR. type: 1 endpoint, 2 bridge, 3 IOAPIC, 4 HPET.
    void scope(unsigned type, unsigned id, unsigned bus,
               const std::vector<std::pair<unsigned, unsigned>> &path);
    void ivhd(std::uint16_t device, std::uint64_t base, std::uint16_t first, std::uint16_t last);

    [[nodiscard]] std::string finish() const;

private:
    void put(std::uint64_t value, unsigned width);
    void begin(unsigned type);

    std::string m_bytes;
    std::size_t m_block = 0; // where the last structure starts
};

} // namespace patchbay::sim
