// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_prefix.h"

#include "host/text_scan.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::size_t longestPrefix = 100;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameLetter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
}

std::size_t run(std::string_view text, std::size_t from, bool (*is)(char))
{
    std::size_t end = from;
    while (end < text.size() && is(text[end]))
        ++end;
    return end - from;
}

/// grep -n -A puts "-" where the heading's own line has ":".
bool alike(char a, char b)
{
    const auto mark = [](char c) { return c == ':' || c == '-'; };
    return a == b || (mark(a) && mark(b));
}

} // namespace

std::optional<std::size_t> prefixedName(std::string_view line)
{
    const auto at = line.substr(0, longestPrefix).find("@pci");
    if (at == std::string_view::npos || at + 4 >= line.size() || !isDigit(line[at + 4]))
        return std::nullopt;
    std::size_t start = at;
    while (start > 0 && isNameLetter(line[start - 1]))
        --start;
    while (start < at && (isDigit(line[start]) || line[start] == '-' || line[start] == '.'))
        ++start; // no driver's name begins so
    return start == 0 || start == at ? std::nullopt : std::optional(start);
}

std::size_t prefixLength(std::string_view prefix, std::string_view line)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < prefix.size();) {
        if (isBlank(prefix[i])) {
            const std::size_t length = run(prefix, i, isBlank);
            const bool last = i + length == prefix.size();
            at += last ? std::min(length, run(line, at, isBlank)) : run(line, at, isBlank);
            i += length;
        } else if (isDigit(prefix[i])) {
            const std::size_t length = run(line, at, isDigit);
            if (length == 0)
                return 0;
            at += length;
            i += run(prefix, i, isDigit);
        } else {
            if (at == line.size() || !alike(prefix[i], line[at]))
                return 0;
            ++at;
            ++i;
        }
    }
    return at;
}

} // namespace patchbay
