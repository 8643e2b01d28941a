// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string_view>

namespace patchbay {

/// A line of text without what mail, forums and editors put round it.
struct StrippedLine
{
    std::string_view body;   ///< no blanks, no "> " and no comment's "* " before it, no blanks and no line end after it
    std::size_t indent = 0;  ///< columns before the body, counted behind the quotation marks
};

StrippedLine stripLine(std::string_view raw);

/// Which lines a listing has, by the letters on the command line.
struct PciconfLetters
{
    bool bars = false, capabilities = false;
};

/// The letters of the "pciconf -l…" in a line of a transcript; nullopt where there is none, or where a filter behind a
/// pipe may have taken lines away, or the line holds two such commands.
std::optional<PciconfLetters> pciconfLetters(std::string_view line);

/// Whether a line is a shell's prompt with or without a command: whatever follows is some other output.
bool isPrompt(std::string_view line);

} // namespace patchbay
