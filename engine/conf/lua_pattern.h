// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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

/// string.match of Lua 5.3 for the patterns loader(8) uses: anchors, sets, classes, ? * + -, captures; no %b, %f, %1 and
/// no position captures. loader.conf's grammar is a list of such patterns, so only a matcher with the same greed and
/// the same backtracking reads the files as the loader does. `from` is where to start looking. Bytes, NUL included.
std::optional<LuaMatch> luaMatch(std::string_view subject, std::string_view pattern, std::size_t from = 0);

/// Walks through all matches as string.gmatch does.
class LuaMatches
{
public:
    /// Keeps views of both; the caller keeps the bytes.
    LuaMatches(std::string_view subject, std::string_view pattern);
    std::optional<LuaMatch> next();

private:
    std::string_view m_subject;
    std::string_view m_pattern;
    std::size_t m_from = 0;
    std::size_t m_lastEnd = std::string_view::npos;
};

/// The text of capture `index`, or of the whole match where the pattern has no captures.
std::string_view captured(std::string_view subject, const LuaMatch &match, std::size_t index = 0);

} // namespace patchbay
