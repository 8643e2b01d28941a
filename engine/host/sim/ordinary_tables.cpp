// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/ordinary_tables.h"

#include "host/byte_reader.h"

#include <algorithm>
#include <format>
#include <numeric>

namespace patchbay::sim {

namespace {

constexpr std::uint64_t tablesAt = 0x7a5e0000; // where firmware puts them, below 2 GiB
constexpr std::size_t headerSize = 36;

std::uint8_t complement(std::string_view bytes)
{
    return std::uint8_t(-std::accumulate(bytes.begin(), bytes.end(), 0u,
                                         [](unsigned sum, char c) { return sum + std::uint8_t(c); }));
}

/// A table of a length with zeros in its body.
ByteWriter begin(std::string_view signature, std::size_t length, std::uint8_t revision, const std::string &maker)
{
    ByteWriter table;
    table.append(signature);
    table.put(length, 4);
    table.put(revision, 1);
    table.put(0, 1);
    table.append((maker + "      ").substr(0, 6));
    table.append("A M I   ");
    table.put(0x1072009, 4);
    table.append("AMI ");
    table.put(0x10013, 4);
    table.fill(length - table.size());
    return table;
}

std::string finish(ByteWriter table)
{
    table.patch(9, complement(table.bytes()), 1);
    return table.take();
}

std::string fixedDescription(const std::string &maker)
{
    struct Field
    {
        std::size_t at, value, width;
    };
    static constexpr Field fields[] = {
        {36, tablesAt + 0x21000, 4}, {40, tablesAt + 0x200, 4}, {44, 1, 1}, {45, 1, 1}, {46, 9, 2}, // FACS, DSDT, SCI
        {48, 0xb2, 4}, {52, 0xa0, 1}, {53, 0xa1, 1}, {56, 0x1800, 4}, {64, 0x1804, 4}, {72, 0x1850, 4}, {76, 0x1808, 4},
        {80, 0x1820, 4}, {88, 4, 1}, {89, 2, 1}, {90, 1, 1}, {91, 4, 1}, {92, 16, 1}, {96, 101, 2}, {98, 1001, 2},
        {100, 1024, 2}, {102, 16, 2}, {104, 1, 1}, {106, 13, 1}, {108, 50, 1}, {109, 3, 2}, {112, 0x84a5, 4},
        {116, 1, 1}, {117, 8, 1}, {120, 0xcf9, 8}, {128, 6, 1}};
    ByteWriter table = begin("FACP", 244, 4, maker);
    for (const Field &field : fields)
        table.patch(field.at, field.value, field.width);
    return finish(std::move(table));
}

std::string controlStructure()
{
    ByteWriter table;
    table.append("FACS");
    table.put(64, 4);
    table.fill(24);
    table.put(2, 1);
    table.fill(64 - table.size());
    return table.take();
}

std::string interrupts(const std::string &maker, int processors)
{
    constexpr std::size_t first = 44, local = 8, io = 12;
    const std::size_t count = std::size_t(std::clamp(processors, 1, 254));
    ByteWriter table = begin("APIC", first + count * local + io, 3, maker);
    table.patch(36, 0xfee00000, 4);
    table.patch(40, 1, 4);
    for (std::size_t i = 0; i < count; ++i)
        table.patch(first + i * local, 0x100000800 | (i + 1) << 16 | i * 2 << 24, local);
    const std::size_t at = first + count * local;
    table.patch(at, 0xc01 | 2 << 16, 4);
    table.patch(at + 4, 0xfec00000, 4);
    return finish(std::move(table));
}

std::string extendedConfig(const std::string &maker)
{
    ByteWriter table = begin("MCFG", 60, 1, maker);
    table.patch(44, 0xe0000000, 8);
    table.patch(55, 0xff, 1);
    return finish(std::move(table));
}

std::string eventTimer(const std::string &maker)
{
    ByteWriter table = begin("HPET", 56, 1, maker);
    table.patch(36, 0x8086a701, 4);
    table.patch(41, 64, 1);
    table.patch(44, 0xfed00000, 8);
    table.patch(53, 0x37ee, 2);
    return finish(std::move(table));
}

} // namespace

OrdinaryTables ordinaryTables(const Machine &machine)
{
    const auto oem = std::ranges::find(machine.kenv, "acpi.oem", &std::pair<std::string, std::string>::first);
    const std::string maker = oem == machine.kenv.end() ? "ALASKA" : oem->second.substr(0, 6);
    std::vector<std::string> listed{fixedDescription(maker), interrupts(maker, machine.processors), extendedConfig(maker),
                                    eventTimer(maker)};
    listed.insert(listed.end(), machine.acpiTables.begin(), machine.acpiTables.end());

    ByteWriter list = begin("RSDT", headerSize + 4 * listed.size(), 1, maker);
    std::uint64_t address = tablesAt + 0x10000;
    for (std::size_t i = 0; i < listed.size(); ++i) {
        list.patch(headerSize + 4 * i, address, 4);
        address += (listed[i].size() + 7) & ~7u;
    }
    ByteWriter pointer;
    pointer.append("RSD PTR ");
    pointer.fill(1);
    pointer.append((maker + "      ").substr(0, 6));
    pointer.fill(1);
    pointer.put(tablesAt + 0x28, 4);

    OrdinaryTables all;
    all.rsdp = std::format("  RSD PTR: OEM={}, ACPI_Rev=1.0x (0)\n\tRSDT=0x{:08x}, cksum={}\n", maker, tablesAt + 0x28,
                           complement(pointer.bytes()));
    all.tables = {finish(std::move(list)), listed.front(), controlStructure(), finish(begin("DSDT", headerSize, 2, maker))};
    all.tables.insert(all.tables.end(), listed.begin() + 1, listed.end());
    return all;
}

} // namespace patchbay::sim
