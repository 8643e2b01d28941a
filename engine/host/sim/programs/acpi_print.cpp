// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/acpi_print.h"

#include <format>

namespace patchbay::sim {

std::uint64_t acpiNumber(std::string_view table, std::size_t at, unsigned width)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width && at + i < table.size(); ++i)
        value |= std::uint64_t(static_cast<unsigned char>(table[at + i])) << 8 * i;
    return value;
}

namespace {

std::string trimmedString(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0'))
        text.remove_suffix(1);
    return std::string(text);
}

std::string slice(std::string_view table, std::size_t at, std::size_t size)
{
    return at < table.size() ? trimmedString(table.substr(at, size)) : std::string();
}

std::string header(std::string_view table)
{
    unsigned sum = 0;
    for (const char c : table)
        sum += static_cast<unsigned char>(c);
    return std::format(
        "  {}: Length={}, Revision={}, Checksum={}{},\n\tOEMID={}, OEM Table ID={}, OEM Revision=0x{:x},\n"
        "\tCreator ID={}, Creator Revision=0x{:x}\n",
        table.substr(0, 4), acpiNumber(table, 4, 4), acpiNumber(table, 8, 1), acpiNumber(table, 9, 1),
        sum & 0xff ? " (Incorrect)" : "", slice(table, 10, 6), slice(table, 16, 8), acpiNumber(table, 24, 4),
        slice(table, 28, 4), acpiNumber(table, 32, 4));
}

std::string rsdtBody(std::string_view table, unsigned width)
{
    std::string text = "\tEntries={ ";
    for (std::size_t at = 36; at + width <= table.size(); at += width)
        text += std::format("{}0x{:0{}x}", at > 36 ? ", " : "", acpiNumber(table, at, width), 2 * width);
    return text + " }\n";
}

std::string facs(std::string_view table)
{
    const auto flags = acpiNumber(table, 20, 4);
    return std::format("  FACS:\tLength={}, HwSig=0x{:08x}, "
                       "Firm_Wake_Vec=0x{:08x}\n\tGlobal_Lock={}\n\tFlags={}\n\tVersion={}\n",
                       acpiNumber(table, 4, 4), acpiNumber(table, 8, 4), acpiNumber(table, 12, 4),
                       acpiNumber(table, 16, 4) == 0       ? ""
                           : acpiNumber(table, 16, 4) == 1 ? "{PENDING}"
                                                           : "{OWNED}",
                       flags & 1 ? "{S4BIOS}" : "", acpiNumber(table, 32, 1));
}

std::string hpetBody(std::string_view table)
{
    const auto id = acpiNumber(table, 36, 4);
    std::string text =
        std::format("\tHPET Number={}\n\tADDR=0x{:08x}:{}[{}] (Memory)\tHW Rev=0x{:x}\n\tComparators={}\n"
                    "\tCounter Size={}\n\tLegacy IRQ routing capable={{{}}}\n\tPCI Vendor ID=0x{:04x}\n"
                    "\tMinimal Tick={}\n",
                    acpiNumber(table, 52, 1), acpiNumber(table, 44, 8), acpiNumber(table, 42, 1),
                    acpiNumber(table, 41, 1), id & 0xff, id >> 8 & 31, id >> 13 & 1,
                    id >> 15 & 1 ? "TRUE" : "FALSE", id >> 16, acpiNumber(table, 53, 2));
    return text + std::format("\tFlags=0x{:02x}\n", acpiNumber(table, 55, 1));
}

std::string mcfgBody(std::string_view table)
{
    std::string text;
    for (std::size_t at = 44; at + 16 <= table.size(); at += 16)
        text += std::format(
            "\n\tBase Address=0x{:016x}\n\tSegment Group=0x{:04x}\n\tStart Bus={}\n\tEnd Bus={}\n",
            acpiNumber(table, at, 8), acpiNumber(table, at + 8, 2), acpiNumber(table, at + 10, 1),
            acpiNumber(table, at + 11, 1));
    return text;
}

/// Since 13 tables without a decoder are shown byte by byte.
std::string dataBody(std::string_view table)
{
    std::string text = "\n\tData={";
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (i % 16 == 0)
            text += "\n\t\t";
        else if (i % 16 == 8)
            text += "   ";
        text += std::format(" {:02x}", unsigned(static_cast<unsigned char>(table[i])));
    }
    return text + "\n\t}\n";
}

} // namespace

std::string acpiTableText(std::string_view table, int osVersion)
{
    const std::string_view signature = table.substr(0, 4);
    if (signature == "FACS")
        return facs(table);
    std::string text = header(table);
    if (signature == "RSDT" || signature == "XSDT")
        return text + rsdtBody(table, signature == "RSDT" ? 4 : 8);
    if (signature == "DMAR")
        return text + dmarBody(table);
    if (signature == "APIC")
        return text + madtBody(table);
    if (signature == "FACP")
        return text + fadtBody(table);
    if (signature == "HPET")
        return text + hpetBody(table);
    if (signature == "MCFG")
        return text + mcfgBody(table);
    if (signature == "DSDT" || osVersion < 1300000)
        return text;
    return text + dataBody(table);
}

} // namespace patchbay::sim
