// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_hex_text.h"

#include "host/byte_reader.h"
#include "host/text_lines.h"

#include <algorithm>
#include <cstdint>
#include <format>

namespace patchbay {

namespace {

constexpr std::size_t largestField = 65536; // bytes; keeps a hostile length from growing the dump
constexpr std::size_t largestPadding = 255;

std::optional<std::uint8_t> hexPair(std::string_view text)
{
    if (text.size() < 2 || (text.size() > 2 && text[2] != ' ' && text[2] != '\t'))
        return std::nullopt;
    return numberIn<std::uint8_t>(text.substr(0, 2), 16);
}

/// "00000000FED90000" is a number, low byte last; "02,00" and "00 00 00" are bytes in order.
std::optional<std::string> fieldBytes(std::string_view value, std::size_t length)
{
    std::string bytes;
    if (value.starts_with('"')) {
        const std::size_t end = value.find('"', 1);
        bytes = value.substr(1, end == std::string_view::npos ? end : end - 1);
    } else if (value.size() >= 3 && (value[2] == ' ' || value[2] == ',')) {
        for (; !value.empty(); value.remove_prefix(std::min<std::size_t>(value.size(), 3))) {
            const auto byte = numberIn<std::uint8_t>(value.substr(0, 2), 16);
            if (!byte)
                break;
            bytes += char(*byte);
        }
    } else {
        const auto number = numberIn<std::uint64_t>(value.substr(0, value.find(' ')), 16);
        if (!number || length > 8)
            return std::nullopt;
        for (std::size_t i = 0; i < length; ++i)
            bytes += char(*number >> 8 * i & 0xff);
    }
    bytes.resize(length, '\0');
    return bytes;
}

} // namespace

std::string DumpedBytes::place(std::string_view source, std::size_t offset) const
{
    const auto after = std::upper_bound(lines.begin(), lines.end(), std::pair(offset, SIZE_MAX));
    if (after == lines.begin())
        return std::string(source);
    return std::format("{}:{} (byte 0x{:x})", source, std::prev(after)->second, offset);
}

std::string hexRow(std::string_view row, bool hasText)
{
    std::string bytes;
    while (bytes.size() < 16) {
        const std::size_t start = row.find_first_not_of(" \t");
        if (start == std::string_view::npos || (hasText && start > 1 && !bytes.empty()))
            break;
        row.remove_prefix(start);
        const auto byte = hexPair(row);
        if (!byte)
            break;
        bytes += char(*byte);
        row.remove_prefix(2);
    }
    return bytes;
}

bool addOffsetRow(DumpedBytes &dump, std::string_view line, std::size_t number)
{
    line = trimmed(line);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon < 4 || colon > 8)
        return false;
    const auto offset = numberIn<std::uint32_t>(line.substr(0, colon), 16);
    if (!offset || *offset != dump.bytes.size())
        return false;
    const std::string bytes = hexRow(line.substr(colon + 1), true);
    if (bytes.empty())
        return false;
    dump.lines.emplace_back(dump.bytes.size(), number);
    dump.bytes += bytes;
    return true;
}

bool addIaslField(DumpedBytes &dump, std::string_view line, std::size_t number)
{
    const std::size_t close = line.find(']');
    const std::size_t colon = line.find(" : ");
    if (!line.starts_with('[') || close == std::string_view::npos || colon == std::string_view::npos || colon < close)
        return false;

    std::string_view place = line.substr(1, close - 1); // "024h 0036   1" or "024h 0036 001h"
    const std::size_t afterOffset = place.find("h ");
    const std::size_t beforeLength = place.rfind(' ');
    if (afterOffset == std::string_view::npos || beforeLength == std::string_view::npos)
        return false;
    std::string_view length = place.substr(beforeLength + 1);
    const bool hexLength = length.ends_with('h');
    if (hexLength)
        length.remove_suffix(1);
    const auto offset = numberIn<std::uint32_t>(place.substr(0, afterOffset), 16);
    const auto count = numberIn<std::uint32_t>(length, hexLength ? 16 : 10);
    if (!offset || !count || *count == 0 || *count > largestField)
        return false;
    // iasl does not show the zero bytes that fill a structure up.
    if (*offset < dump.bytes.size() || *offset > dump.bytes.size() + largestPadding)
        return false;

    const auto bytes = fieldBytes(trimmed(line.substr(colon + 3)), *count);
    if (!bytes)
        return false;
    dump.bytes.resize(*offset, '\0');
    dump.lines.emplace_back(*offset, number);
    dump.bytes += *bytes;
    return true;
}

void addIaslPadding(DumpedBytes &dump)
{
    const std::size_t length = ByteReader(dump.bytes).u32(4);
    if (length > dump.bytes.size() && length <= dump.bytes.size() + largestPadding)
        dump.bytes.resize(length, '\0');
}

} // namespace patchbay
