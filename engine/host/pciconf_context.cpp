// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_context.h"

#include "host/text_scan.h"

#include <array>

namespace patchbay {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf"; // in the midst of a text where files were put together
constexpr std::string_view noBreakSpace = "\xc2\xa0";

std::size_t eatIndent(std::string_view &rest)
{
    std::size_t column = 0;
    while (!rest.empty()) {
        if (rest.front() == ' ') {
            ++column;
            rest.remove_prefix(1);
        } else if (rest.front() == '\t') {
            column = (column / 8 + 1) * 8;
            rest.remove_prefix(1);
        } else if (eat(rest, noBreakSpace)) {
            ++column;
        } else {
            break;
        }
    }
    return column;
}

} // namespace

StrippedLine stripLine(std::string_view raw)
{
    StrippedLine line{raw, 0};
    if (line.body.ends_with('\n'))
        line.body.remove_suffix(1);
    eat(line.body, byteOrderMark);
    line.body = trimRight(line.body);
    line.indent = eatIndent(line.body);
    while (!line.body.empty() && std::string_view(">|*").contains(line.body.front())) {
        line.body.remove_prefix(1);
        eat(line.body, " ");
        line.indent = eatIndent(line.body);
    }
    return line;
}

std::optional<PciconfLetters> pciconfLetters(std::string_view line)
{
    const auto command = line.find("pciconf -");
    if (command == std::string_view::npos)
        return std::nullopt;
    std::string_view rest = line.substr(command + 8);
    if (rest.find('|') != std::string_view::npos || rest.find("pciconf -") != std::string_view::npos)
        return std::nullopt;
    PciconfLetters letters;
    bool list = false;
    while (eat(rest, "-")) {
        const std::string_view word = rest.substr(0, rest.find_first_of(" \t;&>`'\""));
        list |= word.find('l') != std::string_view::npos;
        letters.bars |= word.find('b') != std::string_view::npos;
        letters.capabilities |= word.find('c') != std::string_view::npos;
        rest = trimLeft(rest.substr(word.size()));
    }
    return list ? std::optional(letters) : std::nullopt;
}

bool isPrompt(std::string_view line)
{
    constexpr std::size_t longest = 80;
    const std::string_view head = line.substr(0, longest);
    for (std::size_t at = head.find_first_of("#$%"); at != std::string_view::npos; at = head.find_first_of("#$%", at + 1)) {
        if (at + 1 == line.size() || line[at + 1] == ' ')
            return true;
    }
    return false;
}

} // namespace patchbay
