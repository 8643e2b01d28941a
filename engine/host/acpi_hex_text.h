// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/oddity.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay {

/// Bytes collected from a text, which remember the line they stood on.
struct DumpedBytes
{
    std::string bytes;
    std::vector<std::pair<std::size_t, std::size_t>> lines; ///< offset of a row's first byte, its line

    /// "acpidump:12 (byte 0x30)".
    [[nodiscard]] std::string place(std::string_view source, std::size_t offset) const;
};

/// The byte pairs of one row of a hex dump: pairs of hex digits between blanks. Ends at 16 bytes, at the first word of
/// another kind, or, where `hasText`, at two blanks: there the column of characters begins.
std::string hexRow(std::string_view row, bool hasText);

/// Adds one row of the form "  0010: 41 4D ..." . False when the line is no such row, or its offset is not where the
/// bytes so far end.
bool addOffsetRow(DumpedBytes &dump, std::string_view line, std::size_t number);

/// Adds one line of iasl's form "[024h 0036   1]  Host Address Width : 26", and zeros for padding left out before it. False
/// when it is no such line or its offset is behind the bytes so far or far ahead of them.
bool addIaslField(DumpedBytes &dump, std::string_view line, std::size_t number);

/// Adds the zeros that iasl leaves out behind the last field of a table.
void addIaslPadding(DumpedBytes &dump);

} // namespace patchbay
