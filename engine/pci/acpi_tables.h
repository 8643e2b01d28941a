// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/address.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// One device scope of a DMAR structure (VT-d specification 8.3.1).
struct DeviceScope
{
    std::uint8_t type = 0; ///< 1 endpoint, 2 sub-hierarchy, 3 IOAPIC, 4 HPET, 5 ACPI namespace device
    std::uint8_t enumerationId = 0;
    std::uint8_t startBus = 0;
    struct Hop
    {
        std::uint8_t device = 0, function = 0;
        bool operator==(const Hop &) const = default;
    };
    std::vector<Hop> path;

    bool operator==(const DeviceScope &) const = default;
};

/// A remapping structure of DMAR: DRHD 0, RMRR 1, ATSR 2, RHSA 3, ANDD 4, SATC 5, SIDP 6. Of the types above 3 only the
/// type is kept: nothing in FreeBSD's vmm reads them and acpidump(8) prints no more.
struct DmarStructure
{
    std::uint16_t type = 0;
    std::uint8_t flags = 0;           ///< DRHD: 1 = INCLUDE_PCI_ALL
    std::uint16_t segment = 0;
    std::uint64_t base = 0, limit = 0; ///< register base, or the range of an RMRR (inclusive)
    std::vector<DeviceScope> scopes;

    [[nodiscard]] bool includesAll() const { return type == 0 && (flags & 1); }
    bool operator==(const DmarStructure &) const = default;
};

struct Dmar
{
    std::uint8_t hostAddressWidth = 0; ///< bits, as printed (register value + 1)
    std::uint8_t flags = 0;            ///< 1 INTR_REMAP, 2 X2APIC_OPT_OUT
    std::vector<DmarStructure> structures;
    bool complete = true; ///< false: the source holds only a part of the table, so what it does not name may exist

    bool operator==(const Dmar &) const = default;
};

/// An inclusive range of requester ids an IVHD names.
struct IvhdRange
{
    std::uint16_t first = 0, last = 0;
    bool operator==(const IvhdRange &) const = default;
};

/// One I/O virtualisation hardware definition of IVRS (AMD IOMMU specification 5.2).
struct Ivhd
{
    std::uint8_t type = 0; ///< 0x10, 0x11, 0x40
    std::uint8_t flags = 0;
    std::uint16_t deviceId = 0; ///< the IOMMU's own requester id
    std::uint16_t segment = 0;
    std::uint64_t base = 0;
    bool all = false; ///< a device entry of type 1: every function
    std::vector<IvhdRange> ranges;
    /// How many of `ranges` stand before the entry at which FreeBSD stops reading the unit (one of variable length, type
    /// 0x80 and above, or a broken range); nullopt: it reads them all.
    std::optional<std::size_t> rangesBeforeStop;

    bool operator==(const Ivhd &) const = default;
};

/// AMD's counterpart of RMRR (types 0x20 ... 0x22).
struct Ivmd
{
    std::uint8_t type = 0;
    std::uint8_t flags = 0;
    std::uint16_t first = 0, last = 0;
    std::uint64_t base = 0, length = 0; ///< bytes

    bool operator==(const Ivmd &) const = default;
};

struct Ivrs
{
    std::uint32_t info = 0;
    std::vector<Ivhd> units;
    std::vector<Ivmd> memory;
    bool complete = true; ///< as in Dmar; acpidump -t of FreeBSD 12 prints only the header of IVRS

    bool operator==(const Ivrs &) const = default;
};

/// What is known of a machine's IOMMU tables. `read` false: nobody looked, so nothing follows from their absence.
struct AcpiTables
{
    bool read = false;
    std::optional<Dmar> dmar;
    std::optional<Ivrs> ivrs;
};

} // namespace patchbay
