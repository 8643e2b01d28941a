// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_pattern.h"

#include <cassert>

namespace patchbay {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool between(unsigned char byte, char low, char high)
{
    return byte >= static_cast<unsigned char>(low) && byte <= static_cast<unsigned char>(high);
}

bool isAlpha(unsigned char byte)
{
    return between(byte, 'a', 'z') || between(byte, 'A', 'Z');
}

class Matcher
{
public:
    Matcher(std::string_view subject, std::string_view pattern) : m_subject(subject), m_pattern(pattern) {}

    /// The end of the match of the pattern from `item` at `at`, or none.
    std::size_t run(std::size_t at, std::size_t item)
    {
        while (item < m_pattern.size()) {
            const char head = m_pattern[item];
            if (head == '(')
                return open(at, item + 1);
            if (head == ')')
                return close(at, item + 1);
            if (head == '$' && item + 1 == m_pattern.size())
                return at == m_subject.size() ? at : none;

            const std::size_t after = itemEnd(item);
            const char suffix = after < m_pattern.size() ? m_pattern[after] : '\0';
            switch (suffix) {
            case '*': return greedy(at, item, after, 0);
            case '+': return greedy(at, item, after, 1);
            case '-': return lazy(at, item, after);
            case '?':
                if (single(at, item, after)) {
                    const std::size_t end = run(at + 1, after + 1);
                    if (end != none)
                        return end;
                }
                item = after + 1;
                continue;
            default: break;
            }
            if (!single(at, item, after))
                return none;
            ++at;
            item = after;
        }
        return at;
    }

    LuaMatch result(std::size_t begin, std::size_t end) const
    {
        LuaMatch match;
        match.whole = {begin, end};
        match.captures = m_captures;
        match.count = m_level;
        return match;
    }

private:
    std::size_t open(std::size_t at, std::size_t item)
    {
        assert(m_level < LuaMatch::most);
        m_captures[m_level] = {at, none};
        ++m_level;
        const std::size_t end = run(at, item);
        if (end == none)
            --m_level;
        return end;
    }

    std::size_t close(std::size_t at, std::size_t item)
    {
        std::size_t last = m_level;
        while (m_captures[--last].end != none)
            ;
        m_captures[last].end = at;
        const std::size_t end = run(at, item);
        if (end == none)
            m_captures[last].end = none;
        return end;
    }

    std::size_t greedy(std::size_t at, std::size_t item, std::size_t after, std::size_t least)
    {
        std::size_t count = 0;
        while (single(at + count, item, after))
            ++count;
        for (std::size_t taken = count + 1; taken-- > least;) {
            const std::size_t end = run(at + taken, after + 1);
            if (end != none)
                return end;
        }
        return none;
    }

    std::size_t lazy(std::size_t at, std::size_t item, std::size_t after)
    {
        for (;; ++at) {
            const std::size_t end = run(at, after + 1);
            if (end != none)
                return end;
            if (!single(at, item, after))
                return none;
        }
    }

    [[nodiscard]] std::size_t itemEnd(std::size_t item) const
    {
        const char head = m_pattern[item++];
        if (head == '%')
            return item + 1;
        if (head != '[')
            return item;
        if (m_pattern[item] == '^')
            ++item;
        // The first character of a set is never its end.
        do {
            if (m_pattern[item++] == '%')
                ++item;
        } while (m_pattern[item] != ']');
        return item + 1;
    }

    [[nodiscard]] bool single(std::size_t at, std::size_t item, std::size_t after) const
    {
        if (at >= m_subject.size())
            return false;
        const auto byte = static_cast<unsigned char>(m_subject[at]);
        switch (m_pattern[item]) {
        case '.': return true;
        case '%': return inLuaClass(byte, m_pattern[item + 1]);
        case '[': return inSet(byte, item + 1, after - 1);
        default: return byte == static_cast<unsigned char>(m_pattern[item]);
        }
    }

    [[nodiscard]] bool inSet(unsigned char byte, std::size_t item, std::size_t close) const
    {
        bool wanted = true;
        if (m_pattern[item] == '^') {
            wanted = false;
            ++item;
        }
        while (item < close) {
            if (m_pattern[item] == '%') {
                if (inLuaClass(byte, m_pattern[item + 1]))
                    return wanted;
                item += 2;
            } else if (item + 2 < close && m_pattern[item + 1] == '-') {
                if (between(byte, m_pattern[item], m_pattern[item + 2]))
                    return wanted;
                item += 3;
            } else if (byte == static_cast<unsigned char>(m_pattern[item++])) {
                return wanted;
            }
        }
        return !wanted;
    }

    std::string_view m_subject;
    std::string_view m_pattern;
    std::array<LuaMatch::Span, LuaMatch::most> m_captures{};
    std::size_t m_level = 0;
};

} // namespace

bool inLuaClass(unsigned char byte, char letter)
{
    const bool negated = between(static_cast<unsigned char>(letter), 'A', 'Z');
    const auto as = [&](bool in) { return in != negated; };
    const bool digit = between(byte, '0', '9');
    switch (negated ? letter - 'A' + 'a' : letter) {
    case 'a': return as(isAlpha(byte));
    case 'c': return as(byte < 0x20 || byte == 0x7f);
    case 'd': return as(digit);
    case 'l': return as(between(byte, 'a', 'z'));
    case 'p': return as(byte > 0x20 && byte < 0x7f && !digit && !isAlpha(byte));
    case 's': return as(byte == ' ' || (byte >= 0x09 && byte <= 0x0d));
    case 'u': return as(between(byte, 'A', 'Z'));
    case 'w': return as(digit || isAlpha(byte));
    default: return byte == static_cast<unsigned char>(letter);
    }
}

std::optional<LuaMatch> luaMatch(std::string_view subject, std::string_view pattern, std::size_t from)
{
    const bool anchored = pattern.starts_with('^');
    for (std::size_t begin = from; begin <= subject.size(); ++begin) {
        Matcher matcher(subject, pattern);
        const std::size_t end = matcher.run(begin, anchored ? 1 : 0);
        if (end != none)
            return matcher.result(begin, end);
        if (anchored)
            break;
    }
    return std::nullopt;
}

LuaMatches::LuaMatches(std::string_view subject, std::string_view pattern) : m_subject(subject), m_pattern(pattern) {}

std::optional<LuaMatch> LuaMatches::next()
{
    for (; m_from <= m_subject.size(); ++m_from) {
        Matcher matcher(m_subject, m_pattern);
        const std::size_t end = matcher.run(m_from, 0);
        if (end == none || end == m_lastEnd)
            continue;
        const LuaMatch match = matcher.result(m_from, end);
        m_from = m_lastEnd = end;
        return match;
    }
    return std::nullopt;
}

std::string_view captured(std::string_view subject, const LuaMatch &match, std::size_t index)
{
    const LuaMatch::Span span = match.count == 0 ? match.whole : match.captures[index];
    return subject.substr(span.begin, span.end - span.begin);
}

} // namespace patchbay
