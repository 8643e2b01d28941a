// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/machine_words.h"

#include "host/sim/text.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

std::string after(std::string_view line, int count)
{
    line = trimmed(line);
    for (int i = 0; i < count; ++i)
        line = trimmed(line.substr(std::min(line.find_first_of(" \t\r\n"), line.size())));
    return std::string(line);
}

Result<Address> functionAddress(const std::string &text)
{
    if (std::ranges::count(text, ':') < 2)
        return fail("expected bus:slot:function", text);
    const auto address = Address::parse("pci" + text);
    return address ? address : fail(address.error().what, text);
}

BuildOptions buildOptions(const Words &words, std::size_t from)
{
    BuildOptions options;
    for (std::size_t i = from; i < words.size(); ++i) {
        const std::size_t equals = words[i].find('=');
        options[words[i].substr(0, equals)] = equals == std::string::npos ? "" : words[i].substr(equals + 1);
    }
    return options;
}

std::optional<std::pair<std::uint16_t, std::uint16_t>> idPair(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto first = number(text.substr(0, colon), 16), second = number(text.substr(colon + 1), 16);
    if (!first || !second || *first > 0xffff || *second > 0xffff)
        return std::nullopt;
    return std::pair(std::uint16_t(*first), std::uint16_t(*second));
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> range(std::string_view text)
{
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto first = number(text.substr(0, dash), 16), second = number(text.substr(dash + 1), 16);
    return first && second ? std::optional(std::pair(*first, *second)) : std::nullopt;
}

Result<std::uint64_t> numberUpTo(std::uint64_t limit, std::string_view text, int base)
{
    const auto value = number(text, base);
    if (!value || *value > limit)
        return fail(base == 16 ? std::format("expected a number in hex, at most {:x}", limit)
                               : std::format("expected a number, at most {}", limit),
                    std::string(text));
    return *value;
}

Result<std::vector<std::uint8_t>> hexBytes(const Words &words, std::size_t from)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = from; i < words.size(); ++i) {
        const auto byte = number(words[i], 16);
        if (!byte || *byte > 0xff)
            return fail("expected bytes in hex", words[i]);
        bytes.push_back(std::uint8_t(*byte));
    }
    return bytes;
}

} // namespace patchbay::sim
