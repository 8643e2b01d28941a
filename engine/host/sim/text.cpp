// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/text.h"

#include <charconv>
#include <format>

namespace patchbay::sim {

std::vector<std::string> words(std::string_view line)
{
    std::vector<std::string> result;
    for (std::size_t at = 0; at < line.size();) {
        at = line.find_first_not_of(" \t\r\n", at);
        if (at == std::string_view::npos)
            break;
        const std::size_t end = std::min(line.find_first_of(" \t\r\n", at), line.size());
        result.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return result;
}

std::vector<std::string_view> lines(std::string_view text)
{
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        result.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::uint64_t> number(std::string_view text, int base)
{
    if (base == 0)
        base = text.starts_with("0x") ? 16 : 10;
    if (base == 16 && text.starts_with("0x"))
        text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<std::uint64_t> sizeNumber(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    const std::size_t unit = std::string_view("KMGT").find(text.back() & ~0x20);
    const bool scaled = unit != std::string_view::npos && text.back() > '9';
    const auto value = number(scaled ? text.substr(0, text.size() - 1) : text);
    if (!value || !scaled)
        return value;
    const unsigned shift = 10 * unsigned(unit + 1);
    return *value >> (64 - shift) ? std::nullopt : std::optional(*value << shift);
}

std::string toToken(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '%' || c == '\x7f')
            result += std::format("%{:02x}", unsigned(static_cast<unsigned char>(c)));
        else
            result += c;
    }
    return result;
}

std::string fromToken(std::string_view token)
{
    std::string result;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const auto code = token[i] == '%' ? number(token.substr(i + 1, 2), 16) : std::nullopt;
        if (code && i + 2 < token.size()) {
            result += char(*code);
            i += 2;
        } else {
            result += token[i];
        }
    }
    return result;
}

} // namespace patchbay::sim
