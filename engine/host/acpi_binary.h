// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/oddity.h"
#include "pci/acpi_tables.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// What a source told about the IOMMU tables, and what was odd about it.
struct AcpiReading
{
    AcpiTables tables;
    std::vector<Oddity> oddities;
};

/// Names the place of a byte of a table for an Oddity: "dmar.bin: byte 0x30".
using BytePlace = std::function<std::string(std::size_t offset)>;

/// Decodes one raw DMAR (VT-d specification 8) or IVRS (AMD IOMMU specification 5.2) table as it stands in memory or in
/// /sys/firmware/acpi/tables. Pure and bounded: every structure is read inside its own length and the table's, a structure
/// of impossible length ends the reading. A wrong checksum, a cut table and broken structures are oddities.
///
/// Errors: fewer bytes than a table header, another table's signature, a header length below the header itself.
Result<AcpiReading> decodeAcpiTable(std::string_view bytes, const BytePlace &place);

/// The same with places written as "SOURCE: byte 0x30".
Result<AcpiReading> decodeAcpiTable(std::string_view bytes, std::string_view source);

/// A table that decodes to the same value, with a right checksum: for simulated hosts and tests. What the value does not
/// keep (vendor names, features, UIDs) is zero. A structure that would not fit its 16-bit length is cut.
std::string encodeDmar(const Dmar &dmar);
std::string encodeIvrs(const Ivrs &ivrs);

} // namespace patchbay
