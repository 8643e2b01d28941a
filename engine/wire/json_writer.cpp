// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_writer.h"

#include <array>

namespace patchbay::wire {

namespace {

using Byte = unsigned char;

// What a byte asks for inside a JSON string: 0 nothing, 1 an escape, 2 a look at its UTF-8.
constexpr std::array<Byte, 256> makeNeeds()
{
    std::array<Byte, 256> needs{};
    for (std::size_t i = 0; i < 0x20; ++i)
        needs[i] = 1;
    needs[0x7f] = needs['"'] = needs['\\'] = 1;
    for (std::size_t i = 0x80; i < 256; ++i)
        needs[i] = 2;
    return needs;
}
constexpr auto needs = makeNeeds();

void appendEscape(std::string &out, Byte byte)
{
    static constexpr char digits[] = "0123456789abcdef";
    switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

// The whole text byte by byte, for one that is not UTF-8.
void appendLatin1(std::string &out, std::string_view text)
{
    for (const char c : text) {
        const auto byte = Byte(c);
        if (needs[byte] == 1) {
            appendEscape(out, byte);
        } else if (needs[byte] == 2) {
            out += char(0xc0 | byte >> 6);
            out += char(0x80 | (byte & 0x3f));
        } else {
            out += c;
        }
    }
}

} // namespace

std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return i < text.size() ? Byte(text[i]) : Byte(0); };
    const auto follows = [&](std::size_t i, Byte low = 0x80, Byte high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const Byte first = byte(0);
    if (first < 0x80)
        return text.empty() ? 0 : 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    // The bounds keep out overlong forms, surrogates and what lies above U+10FFFF.
    if (first >= 0xe0 && first <= 0xef)
        return follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
    if (first >= 0xf0 && first <= 0xf4)
        return follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3)
            ? 4
            : 0;
    return 0;
}

void appendText(std::string &out, std::string_view text)
{
    out += '"';
    const std::size_t start = out.size();
    std::size_t plain = 0; // start of what can be copied as it is
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = Byte(text[i]);
        if (needs[byte] == 1) {
            out.append(text, plain, i - plain);
            appendEscape(out, byte);
            plain = ++i;
            continue;
        }
        const std::size_t length = needs[byte] == 0 ? 1 : utf8Length(text.substr(i));
        if (length == 0) {
            out.resize(start);
            appendLatin1(out, text);
            plain = text.size();
            break;
        }
        i += length;
    }
    out.append(text, plain);
    out += '"';
}

} // namespace patchbay::wire
