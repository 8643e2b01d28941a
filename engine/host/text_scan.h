// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

// Small tools of the text readers. None of them copies; "eat" takes what it recognised off the front of `rest`.

inline bool isBlank(char c) { return c == ' ' || c == '\t'; }

inline std::string_view trimLeft(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    return text;
}

inline std::string_view trimRight(std::string_view text)
{
    while (!text.empty() && (isBlank(text.back()) || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

inline std::string_view trim(std::string_view text) { return trimRight(trimLeft(text)); }

inline bool eat(std::string_view &rest, std::string_view word)
{
    if (!rest.starts_with(word))
        return false;
    rest.remove_prefix(word.size());
    return true;
}

/// "vendor     = 'Intel'" with `key` "vendor": leaves what follows the equals sign.
inline bool eatKey(std::string_view &rest, std::string_view key)
{
    std::string_view text = rest;
    if (!eat(text, key))
        return false;
    text = trimLeft(text);
    if (!eat(text, "="))
        return false;
    rest = trimLeft(text);
    return true;
}

/// Digits of a base; fails (and eats nothing) where there are none or the value does not fit.
inline std::optional<std::uint64_t> eatDigits(std::string_view &rest, int base)
{
    std::uint64_t value = 0;
    const auto [next, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
    if (error != std::errc())
        return std::nullopt;
    rest.remove_prefix(std::size_t(next - rest.data()));
    return value;
}

/// "0x1f" or "31".
inline std::optional<std::uint64_t> eatNumber(std::string_view &rest)
{
    std::string_view digits = rest;
    const int base = eat(digits, "0x") ? 16 : 10;
    const auto value = eatDigits(digits, base);
    if (value)
        rest = digits;
    return value;
}

/// The number right after the first `keyword`.
inline std::optional<std::uint64_t> numberAfter(std::string_view text, std::string_view keyword)
{
    const auto at = text.find(keyword);
    if (at == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(at + keyword.size());
    return eatNumber(text);
}

/// Whether `word` stands alone: not part of a longer word.
inline bool hasWord(std::string_view text, std::string_view word)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto after = at + word.size();
        if ((at == 0 || !letter(text[at - 1])) && (after == text.size() || !letter(text[after])))
            return true;
    }
    return false;
}

/// A piece of foreign text fit for a sentence of ours: one line, printable, at most 60 bytes.
inline std::string excerpt(std::string_view text)
{
    constexpr std::size_t limit = 60;
    std::string shown;
    for (const char c : text.substr(0, limit))
        shown += c >= 0x20 && c < 0x7f ? c : '?';
    return text.size() > limit ? shown + "..." : shown;
}

} // namespace patchbay
