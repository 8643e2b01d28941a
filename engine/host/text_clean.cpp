// SPDX-License-Identifier: BSD-2-Clause
#include "host/text_clean.h"

#include "host/text_scan.h"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay {

using namespace std::string_view_literals;

namespace {

constexpr char escape = '\x1b';
constexpr std::string_view noBreakSpace = "\xc2\xa0";

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The length of the escape sequence that `text` begins with: ESC [ … letter, ESC ] … BEL or ESC \, ESC and one more.
std::size_t escapeLength(std::string_view text)
{
    if (text.size() < 2)
        return text.size();
    std::size_t end = 2;
    if (text[1] == '[') {
        while (end < text.size() && text[end] >= 0x20 && text[end] < 0x40)
            ++end;
        return std::min(end + 1, text.size());
    }
    if (text[1] != ']')
        return std::string_view("()#%").contains(text[1]) ? std::min<std::size_t>(3, text.size()) : end;
    // A title; one that never ends is not one.
    const auto bell = text.find_first_of("\a\n\x1b", end);
    if (bell == std::string_view::npos || text[bell] == '\n')
        return end;
    return text[bell] == '\a' ? bell + 1 : std::min(bell + 2, text.size());
}

std::string withoutEscapes(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto at = std::min(text.find(escape), text.size());
        result.append(text, 0, at);
        text.remove_prefix(at);
        if (!text.empty())
            text.remove_prefix(escapeLength(text));
    }
    return result;
}

struct Tag
{
    std::size_t length = 0; ///< 0: it is none that a page may have round a listing
    bool block = false;     ///< text beside it is not in one line with it
};

/// The tag at the front of `text`.
Tag tagAt(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> blocks{"blockquote", "body", "br", "div",      "html", "li",
                                                             "p",          "pre",  "td", "textarea", "tr",   "table"};
    static constexpr std::array<std::string_view, 11> others{"a",    "b",    "code",   "em", "font", "i",
                                                             "kbd", "samp", "strong", "span", "tt"};
    constexpr std::size_t longest = 300;
    const std::string_view head = text.substr(0, longest);
    const auto end = head.find_first_of(">\n", 1);
    if (end == std::string_view::npos || head[end] != '>')
        return {};
    std::string_view inside = head.substr(1, end - 1);
    eat(inside, "/");
    std::size_t length = 0;
    while (length < inside.size() && isLetter(inside[length]))
        ++length;
    const std::string_view name = inside.substr(0, length), after = inside.substr(length);
    const bool block = std::ranges::contains(blocks, name);
    if ((!block && !std::ranges::contains(others, name)) || (!after.empty() && after.front() != ' ' && after != "/"))
        return {};
    return {end + 1, block};
}

/// What an entity at the front of `text` stands for, and its length; 0 where it is none we know.
std::pair<char, std::size_t> entityAt(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, char>, 6> names{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", ' '}}};
    for (const auto &[name, meaning] : names) {
        if (text.starts_with(name))
            return {meaning, name.size()};
    }
    std::string_view rest = text;
    if (!eat(rest, "&#"))
        return {'\0', 0};
    const auto code = eatDigits(rest, eat(rest, "x") || eat(rest, "X") ? 16 : 10);
    constexpr unsigned noBreak = 160;
    if (!code || !eat(rest, ";") || (*code != noBreak && (*code < 0x20 || *code > 0x7e)))
        return {'\0', 0};
    return {*code == noBreak ? ' ' : char(*code), text.size() - rest.size()};
}

std::string withoutTags(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto at = std::min(text.find_first_of("<&"), text.size());
        result.append(text, 0, at);
        text.remove_prefix(at);
        if (text.empty())
            break;
        if (text.front() == '<') {
            const Tag tag = tagAt(text);
            text.remove_prefix(tag.length);
            if (tag.length == 0) {
                result += '<';
                text.remove_prefix(1);
            } else if (tag.block && !result.empty() && result.back() != '\n' && !text.empty() && !"\r\n"sv.contains(text.front())) {
                result += '\n';
            }
            continue;
        }
        const auto [meaning, length] = entityAt(text);
        result += length == 0 ? '&' : meaning;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

/// A page says so itself: by what only pages have.
bool isPage(std::string_view text)
{
    return text.contains("</") || text.contains("<br") || text.contains("<pre") || text.contains("&#") ||
           text.contains("&nbsp;") || text.contains("&quot;") || text.contains("&lt;") || text.contains("&amp;");
}

std::string withoutNoBreakSpaces(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto at = std::min(text.find(noBreakSpace), text.size());
        result.append(text, 0, at);
        text.remove_prefix(at);
        if (eat(text, noBreakSpace))
            result += ' ';
    }
    return result;
}

std::string withoutQuoting(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto at = std::min(text.find('='), text.size());
        result.append(text, 0, at);
        text.remove_prefix(at);
        if (text.empty())
            break;
        text.remove_prefix(1);
        std::string_view digits = text.substr(0, 2);
        const auto code = eatDigits(digits, 16);
        if (eat(text, "\r\n") || eat(text, "\n"))
            continue;
        if (code && digits.empty() && text.size() >= 2) {
            result += char(*code);
            text.remove_prefix(2);
        } else {
            result += '=';
        }
    }
    return result;
}

} // namespace

std::optional<std::string> cleanText(std::string_view text)
{
    std::optional<std::string> clean;
    const auto apply = [&](std::string step) {
        clean = std::move(step);
        text = *clean;
    };
    constexpr std::size_t sample = 65536;
    if (text.substr(0, sample).contains("=3D0x"))
        apply(withoutQuoting(text));
    if (text.contains(escape))
        apply(withoutEscapes(text));
    if (isPage(text))
        apply(withoutTags(text));
    if (text.contains(noBreakSpace))
        apply(withoutNoBreakSpaces(text));
    if (text.contains('\r') && !text.contains('\n')) {
        std::string lines(text);
        std::ranges::replace(lines, '\r', '\n');
        apply(std::move(lines));
    }
    return clean;
}

} // namespace patchbay
