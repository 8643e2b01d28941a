// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_binary.h"

#include "host/acpi_structures.h"
#include "host/byte_reader.h"

#include <format>
#include <numeric>

namespace patchbay {

namespace {

constexpr std::size_t headerSize = 36;

std::uint8_t sumOf(std::string_view bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t(0),
                           [](std::uint8_t sum, char c) { return std::uint8_t(sum + std::uint8_t(c)); });
}

} // namespace

Result<AcpiReading> decodeAcpiTable(std::string_view bytes, const BytePlace &place)
{
    const std::string_view signature = bytes.substr(0, 4);
    if (bytes.size() < headerSize)
        return fail(std::format("{} bytes are too few for an ACPI table header", bytes.size()), place(0));
    if (signature != "DMAR" && signature != "IVRS")
        return fail("neither a DMAR nor an IVRS table", place(0));
    const std::size_t length = ByteReader(bytes).u32(4);
    if (length < headerSize)
        return fail(std::format("the table's length of {} is shorter than its own header", length), place(4));

    AcpiReading reading;
    const bool cut = length > bytes.size();
    if (cut)
        reading.oddities.push_back({place(4), std::format("The {} table is {} bytes long but only {} are here.", signature,
                                                          length, bytes.size())});
    else if (sumOf(bytes.substr(0, length)) != 0)
        reading.oddities.push_back({place(9), std::format("The checksum of the {} table is wrong.", signature)});

    const std::string_view table = bytes.substr(0, length);
    reading.tables.read = true;
    if (signature == "DMAR") {
        reading.tables.dmar = decodeDmar(table, place, reading.oddities);
        reading.tables.dmar->complete &= !cut;
    } else {
        reading.tables.ivrs = decodeIvrs(table, place, reading.oddities);
        reading.tables.ivrs->complete &= !cut;
    }
    return reading;
}

Result<AcpiReading> decodeAcpiTable(std::string_view bytes, std::string_view source)
{
    return decodeAcpiTable(bytes, [source](std::size_t offset) { return std::format("{}: byte 0x{:x}", source, offset); });
}

std::string finishAcpiTable(std::string_view signature, std::uint8_t revision, std::string_view body)
{
    ByteWriter table;
    table.append(signature);
    table.put(headerSize + body.size(), 4);
    table.put(revision, 1);
    table.fill(headerSize - table.size());
    table.append(body);
    table.patch(9, std::uint8_t(-sumOf(table.bytes())), 1);
    return table.take();
}

} // namespace patchbay
