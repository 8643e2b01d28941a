// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_inventory.h"

#include "host/byte_reader.h"
#include "host/text_lines.h"

#include <algorithm>
#include <cstdint>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

constexpr std::size_t headerSize = 36;

std::size_t entrySize(std::string_view signature) { return signature == "XSDT" ? 8 : 4; }

} // namespace

void AcpiInventory::see(std::string_view signature, std::size_t length)
{
    if (!isRoot(signature)) {
        const bool listed = signature != "FACS" && signature != "DSDT";
        ++(listed ? m_seen : m_unlisted);
        return;
    }
    if (m_extended || length < headerSize)
        return;
    m_root = true;
    m_extended = signature == "XSDT";
    m_entries = (length - headerSize) / entrySize(signature);
    m_empty = 0;
}

void AcpiInventory::seeDumped(std::string_view signature, std::string_view address, std::string_view bytes)
{
    see(signature, 0);
    static constexpr std::string_view essential[] = {"FACP", "DSDT", "APIC"};
    ++m_dumped;
    for (std::size_t i = 0; i < std::size(essential); ++i)
        m_essential |= unsigned(signature == essential[i]) << i;
    constexpr std::size_t lengthAt = 4;
    const bool whole = bytes.size() >= lengthAt + 4 && bytes.size() >= ByteReader(bytes).u32(lengthAt);
    m_notSysfs |= !whole || address.find_first_not_of("0x") != std::string_view::npos;
}

bool AcpiInventory::isWholeSysfs() const
{
    constexpr unsigned all = 7;
    return !m_root && m_essential == all && !m_notSysfs && m_dumped == m_seen + m_unlisted;
}

void AcpiInventory::takeBytes(std::string_view signature, std::string_view bytes)
{
    const ByteReader table(bytes);
    const std::size_t length = table.u32(4), size = entrySize(signature);
    const bool replaces = !m_extended;
    see(signature, length);
    for (std::size_t at = headerSize; replaces && at + size <= std::min(bytes.size(), length); at += size)
        m_empty += (size == 8 ? table.u64(at) : table.u32(at)) == 0;
}

void AcpiInventory::takeEntries(std::string_view entries)
{
    std::size_t empty = 0;
    for (std::size_t start = entries.find("0x"); start != std::string_view::npos; start = entries.find("0x", start + 2)) {
        const std::size_t end = entries.find_first_of(", }", start);
        empty += numberIn<std::uint64_t>(entries.substr(start, end - start), 16) == std::uint64_t(0);
    }
    m_empty = empty;
}

void AcpiInventory::takeCorrupt(std::string_view signature)
{
    m_corrupt |= signature == "DMAR" || signature == "IVRS";
    ++m_seen;
}

void AcpiInventory::open(std::string_view signature, std::size_t line)
{
    m_open = signature;
    m_openLine = line;
}

void AcpiInventory::cut()
{
    if (m_cut.empty()) {
        m_cut = m_open;
        m_cutLine = m_openLine;
    }
    m_open.clear();
}

void AcpiInventory::close(std::size_t lastLine)
{
    m_lastLine = lastLine;
    cut();
}

std::size_t AcpiInventory::listed() const
{
    return m_entries - std::min(m_entries, m_empty);
}

bool AcpiInventory::whole() const
{
    return m_cut.empty() && !m_corrupt && (m_root ? m_seen >= listed() : isWholeSysfs());
}

std::vector<std::pair<std::size_t, std::string>> AcpiInventory::complaints(bool found) const
{
    constexpr std::string_view so = "so whether there is a DMAR or IVRS table is not known.";
    std::vector<std::pair<std::size_t, std::string>> list;
    if (!m_cut.empty())
        list.emplace_back(m_cutLine, std::format("The {} table is not in the text to its end.", m_cut));
    if (found)
        return list;
    if (m_corrupt)
        list.emplace_back(m_lastLine, "acpidump passed over a DMAR or IVRS table whose checksum is wrong.");
    if (!m_root && !isWholeSysfs())
        list.emplace_back(m_lastLine, std::format("The list of all tables (RSDT or XSDT) is not in the text, {}", so));
    else if (m_root && m_seen < listed())
        list.emplace_back(m_lastLine, std::format("The {} lists {} tables, and the text holds only {}, {}",
                                                  m_extended ? "XSDT" : "RSDT", listed(), m_seen, so));
    return list;
}

} // namespace patchbay
