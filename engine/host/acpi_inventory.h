// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay {

/// Whether a text shows all of a machine's ACPI tables, so that the lack of one tells something. RSDT and XSDT (the
/// XSDT where both are there) list every table but themselves and the two that FACP points to, FACS and DSDT. Linux
/// (sysfs) keeps neither, and gives every table the address 0: there a text with all that every PC has (FACP, DSDT and
/// APIC), each to its end, is a dump of the whole folder.
class AcpiInventory
{
public:
    static bool isRoot(std::string_view signature) { return signature == "RSDT" || signature == "XSDT"; }

    /// A table's header, with the length it states (0: not said).
    void see(std::string_view signature, std::size_t length);
    /// Any other table of ACPICA's hex dump; `address` as its first line tells it.
    void seeDumped(std::string_view signature, std::string_view address, std::string_view bytes);
    /// RSDT or XSDT as bytes.
    void takeBytes(std::string_view signature, std::string_view bytes);
    /// The entries as acpidump -t prints them behind "Entries={": some firmware leaves entries empty.
    void takeEntries(std::string_view entries);
    /// acpidump says that it passes over a table for its checksum.
    void takeCorrupt(std::string_view signature);

    /// A table's comment begins; close() at its end. cut(): another begins before that.
    void open(std::string_view signature, std::size_t line);
    void close() { m_open.clear(); }
    void cut();
    /// The end of the text.
    void close(std::size_t lastLine);

    /// Every table of the machine is in the text.
    [[nodiscard]] bool whole() const;

    /// What is missing, in sentences, each with its line; `found`: an IOMMU table is there, so the rest matters less.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::string>> complaints(bool found) const;

private:
    [[nodiscard]] std::size_t listed() const;
    [[nodiscard]] bool isWholeSysfs() const;

    bool m_root = false, m_extended = false; ///< a list was seen; it was the XSDT
    std::size_t m_entries = 0, m_empty = 0, m_seen = 0, m_unlisted = 0;
    std::size_t m_dumped = 0;    ///< tables of a hex dump
    unsigned m_essential = 0;    ///< bits: FACP, DSDT, APIC
    bool m_notSysfs = false;     ///< one of them is cut or has an address
    bool m_corrupt = false; ///< a table of ours was passed over
    std::string m_open, m_cut;
    std::size_t m_openLine = 0, m_cutLine = 0, m_lastLine = 0;
};

} // namespace patchbay
