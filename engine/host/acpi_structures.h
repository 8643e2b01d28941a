// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/acpi_binary.h"

#include <string_view>

namespace patchbay {

/// The halves of decodeAcpiTable(): `table` is the table from its first byte, already cut to its header's length.
Dmar decodeDmar(std::string_view table, const BytePlace &place, std::vector<Oddity> &oddities);
Ivrs decodeIvrs(std::string_view table, const BytePlace &place, std::vector<Oddity> &oddities);

/// Puts the 36-byte header before `body`, with length and checksum.
std::string finishAcpiTable(std::string_view signature, std::uint8_t revision, std::string_view body);

} // namespace patchbay
