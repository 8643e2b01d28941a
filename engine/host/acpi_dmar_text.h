// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"
#include "pci/acpi_tables.h"

#include <string_view>
#include <vector>

namespace patchbay {

/// Decodes the body of a DMAR as acpidump -t prints it: the lines after the header's, up to the closing "*/". Does not
/// depend on tabs, which mails and forums lose. `firstLine`: the number of the body's first line.
Dmar parseDmarText(std::string_view body, std::string_view source, std::size_t firstLine, std::vector<Oddity> &oddities);

} // namespace patchbay
