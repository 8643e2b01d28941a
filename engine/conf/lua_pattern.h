// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Character classes of Lua's patterns in the C locale, byte by byte: `letter` is the class letter as in %s, %w, %p; an
/// upper-case letter negates. Bytes above 127 are in no class but the negated ones.
bool inLuaClass(unsigned char byte, char letter);

/// Where a pattern matched: offsets into the subject, captures in the order of their opening brackets.
struct LuaMatch
{
    struct Span
    {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    static constexpr std::size_t most = 6;

    Span whole;
    std::array<Span, most> captures{};
    std::size_t count = 0;
};

/// A pattern of Lua 5.3, as far as loader(8) uses them: anchors, sets, classes, ? * + -, captures; no %b, %f, %1 and no
/// position captures. loader.conf's grammar is a list of such patterns, so only a matcher with the same greed and the
/// same backtracking reads the files as the loader does. Works on bytes, NUL included.
class LuaPattern
{
public:
    /// The pattern must be well formed; a set that is not closed or a lone % at the end is a mistake of ours.
    explicit LuaPattern(std::string_view pattern);

    /// string.match: the first match at or behind `from`, only there where the pattern is anchored.
    [[nodiscard]] std::optional<LuaMatch> match(std::string_view subject, std::size_t from = 0) const;

    /// A match that begins exactly at `at`.
    [[nodiscard]] std::optional<LuaMatch> matchAt(std::string_view subject, std::size_t at) const;

    enum class Kind : std::uint8_t { Open, Close, End, Any, Byte, Set };
    struct Item
    {
        Kind kind = Kind::Byte;
        char byte = '\0';
        char suffix = '\0'; ///< one of ? * + - or NUL
        std::bitset<256> set{};
    };

private:
    std::vector<Item> m_items;
    bool m_anchored = false;
};

/// LuaPattern(pattern).match(subject, from), for patterns used once.
std::optional<LuaMatch> luaMatch(std::string_view subject, std::string_view pattern, std::size_t from = 0);

/// Walks through all matches as string.gmatch does.
class LuaMatches
{
public:
    /// Keeps a view of the subject; the caller keeps the bytes.
    LuaMatches(std::string_view subject, std::string_view pattern);
    std::optional<LuaMatch> next();

private:
    std::string_view m_subject;
    LuaPattern m_pattern;
    std::size_t m_from = 0;
    std::size_t m_lastEnd = std::string_view::npos;
};

/// The text of capture `index`, or of the whole match where the pattern has no captures.
std::string_view captured(std::string_view subject, const LuaMatch &match, std::size_t index = 0);

} // namespace patchbay
