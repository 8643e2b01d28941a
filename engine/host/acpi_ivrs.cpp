// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_structures.h"
#include "host/byte_reader.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr std::size_t tableHeader = 48;
constexpr std::size_t legacyHeader = 24; // of a unit of type 0x10
constexpr std::size_t mixedHeader = 40;  // of types 0x11 and 0x40
constexpr std::size_t memoryBlock = 32;
constexpr std::size_t namedEntry = 22;   // an ACPI device (type 0xf0) without its UID

bool isUnit(std::uint8_t type) { return type == 0x10 || type == 0x11 || type == 0x40; }
bool isMemory(std::uint8_t type) { return type >= 0x20 && type <= 0x22; }
std::size_t headerOf(std::uint8_t type) { return type == 0x10 ? legacyHeader : mixedHeader; }

std::size_t smallestBlock(std::uint8_t type)
{
    return isUnit(type) ? headerOf(type) : isMemory(type) ? memoryBlock : 4;
}

std::size_t entryLength(const ByteReader &table, std::size_t at)
{
    const std::uint8_t type = table.u8(at);
    if (type < 0x40)
        return 4;
    if (type < 0x80)
        return 8;
    if (type < 0xc0)
        return 16;
    return type < 0xf0 ? 32 : namedEntry + table.u8(at + 21);
}

/// Reads the device entries of one unit. Aliases count by the entry's own id and special devices (IOAPIC, HPET) not at
/// all, which is also how FreeBSD's vmm reads them.
class DeviceEntries
{
public:
    DeviceEntries(const ByteReader &table, Ivhd &unit, const BytePlace &place, std::vector<Oddity> &oddities)
        : m_table(table)
        , m_unit(unit)
        , m_place(place)
        , m_oddities(oddities)
    {
    }

    /// Returns false when an entry does not fit.
    bool read(std::size_t at, std::size_t end)
    {
        while (at < end) {
            const std::size_t length = entryLength(m_table, at);
            if (length > end - at) {
                odd(at, "runs past the end of its unit");
                return false;
            }
            take(at);
            at += length;
        }
        if (m_start)
            odd(end, "is missing: a range was started but not ended");
        return true;
    }

private:
    void take(std::size_t at)
    {
        const std::uint16_t id = m_table.u16(at + 1);
        switch (m_table.u8(at)) {
        case 0x01: m_unit.all |= !m_unit.rangesBeforeStop; return;
        case 0x02:
        case 0x42:
        case 0x46: m_unit.ranges.push_back({id, id}); return;
        case 0x03:
        case 0x43:
        case 0x47:
            if (m_start)
                odd(at, "starts a range inside a range");
            m_start = id;
            return;
        case 0x04: endRange(at, id); return;
        default:
            if (m_table.u8(at) >= 0x80)
                stop();
        }
    }

    void endRange(std::size_t at, std::uint16_t id)
    {
        if (!m_start || id < *m_start)
            odd(at, m_start ? "ends a range before its start" : "ends a range that was not started");
        else
            m_unit.ranges.push_back({*m_start, id});
        m_start.reset();
    }

    void odd(std::size_t at, const char *what)
    {
        m_oddities.push_back({m_place(at), std::format("A device entry of the IOMMU at 0x{:x} {}.", m_unit.base, what)});
        stop();
    }

    void stop()
    {
        if (!m_unit.rangesBeforeStop)
            m_unit.rangesBeforeStop = m_unit.ranges.size();
    }

    const ByteReader &m_table;
    Ivhd &m_unit;
    const BytePlace &m_place;
    std::vector<Oddity> &m_oddities;
    std::optional<std::uint16_t> m_start;
};

Ivmd decodeMemory(const ByteReader &table, std::size_t at)
{
    Ivmd memory{.type = table.u8(at), .flags = table.u8(at + 1), .first = table.u16(at + 4), .last = table.u16(at + 6),
                .base = table.u64(at + 16), .length = table.u64(at + 24)};
    if (memory.type == 0x20) {
        memory.first = 0;
        memory.last = 0xffff;
    } else if (memory.type == 0x21) {
        memory.last = memory.first;
    }
    return memory;
}

void encodeUnit(ByteWriter &body, const Ivhd &unit)
{
    ByteWriter out;
    out.put(unit.type, 1);
    out.put(unit.flags, 1);
    out.fill(2);
    out.put(unit.deviceId, 2);
    out.fill(2);
    out.put(unit.base, 8);
    out.put(unit.segment, 2);
    out.fill(headerOf(unit.type) - out.size());
    if (unit.all)
        out.put(1, 4);
    for (std::size_t i = 0; i <= unit.ranges.size() && out.size() + namedEntry + 8 <= 0xffff; ++i) {
        if (i == unit.rangesBeforeStop) {
            out.put(0xf0, 1);
            out.fill(namedEntry - 1);
        }
        if (i == unit.ranges.size())
            break;
        const auto [first, last] = unit.ranges[i];
        out.put(first == last ? 2 : 3, 1);
        out.put(first, 3);
        if (first != last) {
            out.put(4, 1);
            out.put(last, 3);
        }
    }
    out.patch(2, out.size(), 2);
    body.append(out.bytes());
}

} // namespace

Ivrs decodeIvrs(std::string_view bytes, const BytePlace &place, std::vector<Oddity> &oddities)
{
    const ByteReader table(bytes);
    Ivrs ivrs;
    ivrs.info = table.u32(36);
    if (bytes.size() < tableHeader) {
        ivrs.complete = false;
        oddities.push_back({place(36), "The IVRS table ends before its first block."});
    }
    for (std::size_t at = tableHeader; at < bytes.size();) {
        const std::size_t left = bytes.size() - at;
        const std::uint8_t type = table.u8(at);
        const std::size_t length = left >= 4 ? table.u16(at + 2) : 0;
        if (length < smallestBlock(type) || length > left) {
            oddities.push_back({place(at), std::format("A block of type 0x{:x} and length {} does not fit: the rest of "
                                                       "the IVRS table was not read.", type, table.u16(at + 2))});
            ivrs.complete = false;
            break;
        }
        if (isUnit(type)) {
            Ivhd unit{.type = type, .flags = table.u8(at + 1), .deviceId = table.u16(at + 4),
                      .segment = table.u16(at + 16), .base = table.u64(at + 8), .all = false, .ranges = {},
                      .rangesBeforeStop = {}};
            ivrs.complete &= DeviceEntries(table, unit, place, oddities).read(at + headerOf(type), at + length);
            ivrs.units.push_back(std::move(unit));
        } else if (isMemory(type)) {
            ivrs.memory.push_back(decodeMemory(table, at));
        }
        at += length;
    }
    return ivrs;
}

std::string encodeIvrs(const Ivrs &ivrs)
{
    ByteWriter body;
    body.put(ivrs.info, 4);
    body.fill(8);
    for (const Ivhd &unit : ivrs.units)
        encodeUnit(body, unit);
    for (const Ivmd &memory : ivrs.memory) {
        body.put(memory.type, 1);
        body.put(memory.flags, 1);
        body.put(memoryBlock, 2);
        body.put(memory.first, 2);
        body.put(memory.last, 2);
        body.fill(8);
        body.put(memory.base, 8);
        body.put(memory.length, 8);
    }
    return finishAcpiTable("IVRS", 2, body.bytes());
}

} // namespace patchbay
