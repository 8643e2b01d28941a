// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/acpi_binary.h"

namespace patchbay {

/// Finds DMAR and IVRS in a text that shows ACPI tables, with any number of other tables and lines round them:
///
/// - `acpidump -t` of FreeBSD: DMAR as words, IVRS as a hex dump ("Data={"), or its header alone up to FreeBSD 12;
/// - the hex dump of ACPICA's acpidump ("DMAR @ 0x...");
/// - iasl's disassembly of a data table ("[000h 0000 004h] Signature : "DMAR"), by offsets, so for every version of it.
///
/// A table that appears more than once counts as it does in FreeBSD: the first. tables.read is set when the text shows a
/// table of ours, or enough of others that the lack of ours means that the machine has none. Pure. Oddities and errors
/// name "SOURCE:LINE", those inside a hex dump the byte too.
///
/// Errors: no ACPI table in the text; a hex dump of ours that holds no table.
Result<AcpiReading> parseAcpiText(std::string_view text, std::string_view source);

/// Either form: a raw table by its first bytes, else a text.
Result<AcpiReading> readAcpi(std::string_view bytes, std::string_view source);

} // namespace patchbay
