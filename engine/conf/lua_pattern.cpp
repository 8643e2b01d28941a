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

using Item = LuaPattern::Item;
using Kind = LuaPattern::Kind;

std::bitset<256> classOf(char letter)
{
    std::bitset<256> set;
    for (unsigned byte = 0; byte < 256; ++byte)
        if (inLuaClass(static_cast<unsigned char>(byte), letter))
            set.set(byte);
    return set;
}

/// Patterns are made for every line of every file, so the classes they name are worked out once.
void addClass(std::bitset<256> &set, char letter)
{
    static const auto classes = [] {
        std::array<std::bitset<256>, 128> all;
        for (char each = 'A'; each <= 'z'; ++each)
            all[std::size_t(each)] = classOf(each);
        return all;
    }();
    const bool named = isAlpha(static_cast<unsigned char>(letter));
    set |= named ? classes[std::size_t(letter)] : classOf(letter);
}

/// Reads a set behind its "["; returns what follows its "]".
std::size_t readSet(std::string_view pattern, std::size_t at, std::bitset<256> &set)
{
    const bool negated = pattern[at] == '^';
    at += negated ? 1 : 0;
    // The first character of a set is never its end.
    for (const std::size_t first = at; at == first || pattern[at] != ']';) {
        if (pattern[at] == '%') {
            addClass(set, pattern[at + 1]);
            at += 2;
        } else if (pattern[at + 1] == '-' && pattern[at + 2] != ']') {
            for (unsigned byte = static_cast<unsigned char>(pattern[at]);
                 byte <= static_cast<unsigned char>(pattern[at + 2]); ++byte)
                set.set(byte);
            at += 3;
        } else {
            set.set(static_cast<unsigned char>(pattern[at++]));
        }
    }
    if (negated)
        set.flip();
    return at + 1;
}

/// Reads one item; returns what follows it.
std::size_t readItem(std::string_view pattern, std::size_t at, Item &item)
{
    const char head = pattern[at++];
    if (head == '(' || head == ')') {
        item.kind = head == '(' ? Kind::Open : Kind::Close;
        return at;
    }
    if (head == '$' && at == pattern.size()) {
        item.kind = Kind::End;
        return at;
    }
    item.kind = head == '.' ? Kind::Any : head == '[' || head == '%' ? Kind::Set : Kind::Byte;
    item.byte = head;
    if (head == '[')
        at = readSet(pattern, at, item.set);
    else if (head == '%')
        addClass(item.set, pattern[at++]);
    if (at < pattern.size() && std::string_view("?*+-").contains(pattern[at]))
        item.suffix = pattern[at++];
    return at;
}

class Matcher
{
public:
    Matcher(std::string_view subject, const std::vector<Item> &items) : m_subject(subject), m_items(items) {}

    /// The end of the match of the items from `item` on at `at`, or none.
    std::size_t run(std::size_t at, std::size_t item)
    {
        for (; item < m_items.size(); ++item) {
            const Item &now = m_items[item];
            switch (now.kind) {
            case Kind::Open: return open(at, item + 1);
            case Kind::Close: return close(at, item + 1);
            case Kind::End: return at == m_subject.size() ? at : none;
            default: break;
            }
            switch (now.suffix) {
            case '*': return greedy(at, item, 0);
            case '+': return greedy(at, item, 1);
            case '-': return lazy(at, item);
            case '?':
                if (single(at, now)) {
                    const std::size_t end = run(at + 1, item + 1);
                    if (end != none)
                        return end;
                }
                continue;
            default: break;
            }
            if (!single(at, now))
                return none;
            ++at;
        }
        return at;
    }

    [[nodiscard]] LuaMatch result(std::size_t begin, std::size_t end) const
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

    std::size_t greedy(std::size_t at, std::size_t item, std::size_t least)
    {
        std::size_t count = 0;
        while (single(at + count, m_items[item]))
            ++count;
        for (std::size_t taken = count + 1; taken-- > least;) {
            const std::size_t end = run(at + taken, item + 1);
            if (end != none)
                return end;
        }
        return none;
    }

    std::size_t lazy(std::size_t at, std::size_t item)
    {
        for (;; ++at) {
            const std::size_t end = run(at, item + 1);
            if (end != none)
                return end;
            if (!single(at, m_items[item]))
                return none;
        }
    }

    [[nodiscard]] bool single(std::size_t at, const Item &item) const
    {
        if (at >= m_subject.size())
            return false;
        switch (item.kind) {
        case Kind::Any: return true;
        case Kind::Set: return item.set[static_cast<unsigned char>(m_subject[at])];
        default: return m_subject[at] == item.byte;
        }
    }

    std::string_view m_subject;
    const std::vector<Item> &m_items;
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

LuaPattern::LuaPattern(std::string_view pattern) : m_anchored(pattern.starts_with('^'))
{
    for (std::size_t at = m_anchored ? 1 : 0; at < pattern.size();)
        at = readItem(pattern, at, m_items.emplace_back());
}

std::optional<LuaMatch> LuaPattern::matchAt(std::string_view subject, std::size_t at) const
{
    Matcher matcher(subject, m_items);
    const std::size_t end = matcher.run(at, 0);
    return end == none ? std::nullopt : std::optional(matcher.result(at, end));
}

std::optional<LuaMatch> LuaPattern::match(std::string_view subject, std::size_t from) const
{
    for (std::size_t begin = from; begin <= subject.size(); ++begin) {
        if (auto match = matchAt(subject, begin))
            return match;
        if (m_anchored)
            break;
    }
    return std::nullopt;
}

std::optional<LuaMatch> luaMatch(std::string_view subject, std::string_view pattern, std::size_t from)
{
    return LuaPattern(pattern).match(subject, from);
}

LuaMatches::LuaMatches(std::string_view subject, std::string_view pattern) : m_subject(subject), m_pattern(pattern) {}

std::optional<LuaMatch> LuaMatches::next()
{
    for (; m_from <= m_subject.size(); ++m_from) {
        auto match = m_pattern.matchAt(m_subject, m_from);
        if (!match || match->whole.end == m_lastEnd)
            continue;
        m_from = m_lastEnd = match->whole.end;
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
