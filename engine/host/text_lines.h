// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>

namespace patchbay {

/// Walks a text line by line without copying it. A line comes without its '\n' and without a '\r' before that.
class Lines
{
public:
    explicit Lines(std::string_view text)
        : m_rest(text)
    {
    }

    /// The next line into `line`; false at the end of the text.
    bool next(std::string_view &line)
    {
        if (m_rest.empty())
            return false;
        const std::size_t end = m_rest.find('\n');
        line = m_rest.substr(0, end);
        m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        ++m_number;
        return true;
    }

    /// The number of the line that next() gave last, from 1.
    [[nodiscard]] std::size_t number() const { return m_number; }
    /// What follows the line that next() gave last.
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
    std::size_t m_number = 0;
};

inline std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The next word of the line, which begins behind it afterwards; empty: there is no more.
inline std::string_view takeWord(std::string_view &line)
{
    line = trimmed(line);
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return word;
}

/// The whole text as a number in range of T; "0x" may lead where base is 16. nullopt for anything else.
template<std::integral T>
std::optional<T> numberIn(std::string_view text, int base = 10)
{
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X")))
        text.remove_prefix(2);
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() ? std::optional<T>(value) : std::nullopt;
}

} // namespace patchbay
