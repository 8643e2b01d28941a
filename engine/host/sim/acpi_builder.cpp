// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/acpi_builder.h"

namespace patchbay::sim {

AcpiTableBuilder::AcpiTableBuilder(const std::string &signature, unsigned width, unsigned flags)
{
    const bool dmar = signature == "DMAR";
    m_bytes = signature;
    put(0, 4); // length, set at the end
    put(dmar ? 1 : 2, 1);
    put(0, 1); // checksum, likewise
    m_bytes += dmar ? std::string("INTEL EDK2    ") : std::string("AMD   AmdTable");
    put(dmar ? 2 : 1, 4);
    m_bytes += dmar ? "INTL" : "AMD ";
    put(dmar ? 0x20091013 : 1, 4);
    if (dmar) {
        put(width ? width - 1 : 0, 1);
        put(flags, 1);
        put(0, 8);
        put(0, 2);
    } else {
        put(0x00203043, 4);
        put(0, 8);
    }
}

void AcpiTableBuilder::put(std::uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; ++i)
        m_bytes += char(value >> 8 * i & 0xff);
}

void AcpiTableBuilder::begin(unsigned type)
{
    m_block = m_bytes.size();
    put(type, 2);
}

void AcpiTableBuilder::drhd(std::uint64_t base, bool all)
{
    begin(0);
    put(16, 2);
    put(all ? 1 : 0, 1);
    put(0, 1);
    put(0, 2);
    put(base, 8);
}

void AcpiTableBuilder::rmrr(std::uint64_t base, std::uint64_t limit)
{
    begin(1);
    put(24, 2);
    put(0, 2);
    put(0, 2);
    put(base, 8);
    put(limit, 8);
}

void AcpiTableBuilder::scope(unsigned type, unsigned id, unsigned bus,
                             const std::vector<std::pair<unsigned, unsigned>> &path)
{
    put(type, 1);
    put(6 + 2 * path.size(), 1);
    put(0, 2);
    put(id, 1);
    put(bus, 1);
    for (const auto &[slot, function] : path) {
        put(slot, 1);
        put(function, 1);
    }
    const std::size_t length = m_bytes.size() - m_block;
    m_bytes[m_block + 2] = char(length & 0xff);
    m_bytes[m_block + 3] = char(length >> 8);
}

void AcpiTableBuilder::ivhd(std::uint16_t device, std::uint64_t base, std::uint16_t first, std::uint16_t last)
{
    put(0x10, 1);
    put(0xb0, 1);
    put(24 + 8, 2);
    put(device, 2);
    put(0x40, 2);
    put(base, 8);
    put(0, 2);
    put(0, 2);
    put(0x80048f6e, 4);
    put(3, 1); // start of range
    put(first, 2);
    put(0, 1);
    put(4, 1); // end of range
    put(last, 2);
    put(0, 1);
}

std::string AcpiTableBuilder::finish() const
{
    std::string table = m_bytes;
    for (unsigned i = 0; i < 4; ++i)
        table[4 + i] = char(table.size() >> 8 * i & 0xff);
    unsigned sum = 0;
    for (const char c : table)
        sum += static_cast<unsigned char>(c);
    table[9] = char(-sum & 0xff);
    return table;
}

} // namespace patchbay::sim
