// SPDX-License-Identifier: BSD-2-Clause
#include "host/xml_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace patchbay {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view withoutBlanks(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<char> entity(std::string_view name)
{
    static constexpr std::pair<std::string_view, char> known[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto &[word, character] : known)
        if (name == word)
            return character;
    if (!name.starts_with('#'))
        return std::nullopt;
    name.remove_prefix(1);
    const bool hex = name.starts_with('x');
    const auto code = numberIn<unsigned>(hex ? name.substr(1) : name, hex ? 16 : 10);
    // The kernel numbers bytes, not characters: a letter in UTF-8 is several of them.
    return code && *code > 0 && *code < 256 ? std::optional(char(*code)) : std::nullopt;
}

} // namespace

std::string xmlPlain(std::string_view text)
{
    static constexpr std::size_t longest = 10;
    std::string plain;
    while (!text.empty()) {
        const std::size_t at = std::min(text.find('&'), text.size());
        plain += text.substr(0, at);
        text.remove_prefix(at);
        if (text.empty())
            break;
        const std::size_t end = text.substr(0, longest).find(';');
        const auto character = end == std::string_view::npos ? std::nullopt : entity(text.substr(1, end - 1));
        plain += character.value_or('&');
        text.remove_prefix(character ? end + 1 : 1);
    }
    return plain;
}

XmlWalk::What XmlWalk::broken()
{
    m_rest = m_text = {};
    m_open.clear();
    m_closeNext = false;
    m_name = m_attributes = {};
    return What::Broken;
}

/// Where the tag at the beginning of the rest ends: a ">" inside quotes is its attribute's.
std::size_t XmlWalk::tagEnd() const
{
    char quote = '\0';
    for (std::size_t i = 0; i < m_rest.size(); ++i) {
        const char c = m_rest[i];
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>' || c == '<')
            return c == '>' ? i : std::string_view::npos;
    }
    return std::string_view::npos;
}

/// A comment, a processing instruction or a document type, from behind its "<" on; false: it is none of them, or never ends.
bool XmlWalk::passOver()
{
    const bool comment = m_rest.starts_with("!--"), instruction = m_rest.starts_with('?');
    if (!comment && !instruction && !m_rest.starts_with("!DOCTYPE"))
        return false;
    const std::string_view end = comment ? "-->" : instruction ? "?>" : ">";
    const std::size_t begin = comment ? 3 : 1;
    const std::size_t at = m_rest.find(end, begin);
    if (at == std::string_view::npos || (!comment && !instruction && m_rest.substr(0, at).contains('[')))
        return false;
    m_rest.remove_prefix(at + end.size());
    return true;
}

XmlWalk::What XmlWalk::next()
{
    m_text = {};
    if (std::exchange(m_closeNext, false))
        return close();
    while (true) {
        const std::size_t open = m_rest.find('<');
        if (open == std::string_view::npos)
            return m_open.empty() ? What::End : broken();
        m_text = m_rest.substr(0, open);
        m_rest.remove_prefix(open + 1);
        if (m_rest.starts_with('!') || m_rest.starts_with('?')) {
            if (!passOver())
                return broken();
            continue;
        }
        const std::size_t end = tagEnd();
        if (end == std::string_view::npos)
            return broken();
        const std::string_view tag = m_rest.substr(0, end);
        m_rest.remove_prefix(end + 1);
        return take(tag);
    }
}

XmlWalk::What XmlWalk::close()
{
    if (m_open.empty() || m_open.back() != m_name)
        return broken();
    m_open.pop_back();
    return What::Close;
}

XmlWalk::What XmlWalk::take(std::string_view tag)
{
    m_attributes = {};
    if (tag.starts_with('/')) {
        m_name = withoutBlanks(tag.substr(1));
        return close();
    }
    if (tag.ends_with('/')) {
        m_closeNext = true;
        tag.remove_suffix(1);
    }
    const std::size_t end = std::min(tag.find_first_of(blanks), tag.size());
    m_name = tag.substr(0, end);
    m_attributes = tag.substr(end);
    if (m_name.empty() || m_open.size() == deepest)
        return broken();
    m_open.push_back(m_name);
    return What::Open;
}

std::string XmlWalk::attribute(std::string_view name) const
{
    std::string_view rest = m_attributes;
    while (true) {
        rest = withoutBlanks(rest);
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos)
            return {};
        const std::string_view key = withoutBlanks(rest.substr(0, equals));
        rest = withoutBlanks(rest.substr(equals + 1));
        const char quote = rest.empty() ? '\0' : rest.front();
        const std::size_t end = quote == '"' || quote == '\'' ? rest.find(quote, 1) : std::string_view::npos;
        if (end == std::string_view::npos)
            return {};
        if (key == name)
            return xmlPlain(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
    }
}

std::string XmlWalk::text() const
{
    return xmlPlain(withoutBlanks(m_text));
}

} // namespace patchbay
