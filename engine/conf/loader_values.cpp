// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_values.h"

#include "conf/lua_pattern.h"

namespace patchbay {

namespace {

/// Where config.lua of 12.1 substitutes ${NAME} and $NAME: its errors name these lines.
constexpr int bracedLine = 150;
constexpr int plainLine = 154;

constexpr const char *memory = "not enough memory";

std::string escaped(std::string_view name)
{
    std::string pattern;
    for (const char c : name) {
        if (inLuaClass(static_cast<unsigned char>(c), 'p'))
            pattern += '%';
        pattern += c;
    }
    return pattern;
}

/// string.gsub with a replacement string and a pattern without captures. False: the replacement is not one.
bool substitute(std::string &value, const std::string &pattern, std::string_view replacement, std::string &error)
{
    std::string result;
    std::size_t copied = 0;
    LuaMatches matches(value, pattern);
    while (const auto match = matches.next()) {
        const std::string_view whole = captured(value, *match);
        result.append(value, copied, match->whole.begin - copied);
        copied = match->whole.end;
        for (std::size_t i = 0; i < replacement.size(); ++i) {
            if (replacement[i] != '%') {
                result += replacement[i];
                continue;
            }
            const char next = ++i < replacement.size() ? replacement[i] : '\0';
            if (next == '%')
                result += next;
            else if (next == '0' || next == '1')
                result += whole;
            else if (next >= '2' && next <= '9') {
                error = std::string("invalid capture index %") + next;
                return false;
            } else {
                error = "invalid use of '%' in replacement string";
                return false;
            }
        }
        if (result.size() > longestValue) {
            error = memory;
            return false;
        }
    }
    result.append(value, copied);
    value = std::move(result);
    return true;
}

struct Reference
{
    const char *finder;
    std::string before;
    std::string after;
    int line;
};

Expansion expandOld(std::string_view value, const Lookup &lookup)
{
    Expansion expansion{.value = std::string(value), .complaint = {}, .stops = {}};
    const Reference references[] = {{"${([^}]+)}", "${", "}", bracedLine}, {"$([%w%p]+)%s*", "$", "", plainLine}};
    for (const Reference &reference : references) {
        // The walk is over the value as it was; what is rewritten meanwhile does not change where it goes.
        const std::string before = expansion.value;
        LuaMatches names(before, reference.finder);
        while (const auto match = names.next()) {
            const std::string_view name = captured(before, *match);
            std::string error;
            if (substitute(expansion.value, reference.before + escaped(name) + reference.after,
                           lookup(name).value_or(std::string()), error))
                continue;
            expansion.stops = error == memory ? error
                                              : "/boot/lua/config.lua:" + std::to_string(reference.line) + ": " + error;
            return expansion;
        }
    }
    return expansion;
}

Expansion complain(std::string complaint)
{
    return {.value = {}, .complaint = std::move(complaint), .stops = {}};
}

Expansion expandNew(std::string_view value, const Lookup &lookup)
{
    Expansion expansion;
    std::size_t i = 0;
    while (i < value.size()) {
        const char c = value[i];
        const bool last = i + 1 == value.size();
        const std::string position = std::to_string(i + 1);
        if (c == '\\') {
            if (last)
                return complain("Stray escape at end of line");
            expansion.value += value[i + 1];
            i += 2;
        } else if (c == '"') {
            return complain("Stray quote at position '" + position + "'");
        } else if (c == '$') {
            if (last)
                return complain("Unescaped $ at end of line");
            const bool braced = value[i + 1] == '{';
            const auto match = luaMatch(value, braced ? "^([^}]+)}" : "^([%w][-%w%d_.]*)", i + (braced ? 2 : 1));
            if (!match)
                return complain("Malformed variable expression at position '" + position + "'");
            expansion.value += lookup(captured(value, *match)).value_or(std::string());
            i = match->whole.end;
        } else {
            expansion.value += c;
            ++i;
        }
        if (expansion.value.size() > longestValue) {
            expansion.stops = memory;
            return expansion;
        }
    }
    return expansion;
}

} // namespace

Expansion expandValue(std::string_view value, LoaderGeneration generation, const Lookup &lookup)
{
    return generation == LoaderGeneration::Twelve ? expandOld(value, lookup) : expandNew(value, lookup);
}

} // namespace patchbay
