// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_heading.h"

#include "host/text_scan.h"

#include <array>

namespace patchbay {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Where "@pci" with a number behind it stands in the first word; npos where it does not.
std::size_t selectorMark(std::string_view line)
{
    for (std::size_t at = 0; at + 4 < line.size() && !isBlank(line[at]); ++at) {
        if (line[at] == '@' && line.substr(at).starts_with("@pci") &&
            (isDigit(line[at + 4]) || (line[at + 4] == '-' && at + 5 < line.size() && isDigit(line[at + 5]))))
            return at;
    }
    return std::string_view::npos;
}

/// pciconf prints the domain as a signed number: from 2^31 on it is negative.
Result<Address> parseSelector(std::string_view selector)
{
    std::string_view rest = selector;
    if (!eat(rest, "pci-"))
        return Address::parse(selector);
    const auto negated = eatDigits(rest, 10);
    if (!negated || *negated == 0 || *negated > 0x80000000u)
        return fail("bad domain", std::string(selector));
    return Address::parse("pci" + std::to_string(0x100000000u - *negated) + std::string(rest));
}

bool isTabular(std::string_view fields)
{
    std::size_t digits = 0;
    while (digits < fields.size() && isHexDigit(fields[digits]))
        ++digits;
    return digits == 6 && fields.size() > 6 && isBlank(fields[6]);
}

bool store(std::string_view key, std::uint64_t value, Function &function)
{
    const auto low = std::uint16_t(value);
    const auto high = std::uint16_t(value >> 16);
    const bool fits = value <= (key == "rev" || key == "hdr"      ? 0xffu
                                : key == "class"                  ? 0xffffffu
                                : key == "card" || key == "chip" ? 0xffffffffu
                                                                  : 0xffffu);
    if (!fits)
        return false;
    if (key == "class")
        function.classCode = std::uint32_t(value);
    else if (key == "rev")
        function.revision = std::uint8_t(value);
    else if (key == "hdr")
        function.headerType = std::uint8_t(value);
    else if (key == "vendor")
        function.vendor = low;
    else if (key == "device")
        function.device = low;
    else if (key == "subvendor")
        function.subvendor = low;
    else if (key == "subdevice")
        function.subdevice = low;
    else if (key == "chip")
        function.vendor = low, function.device = high;
    else if (key == "card")
        function.subvendor = low, function.subdevice = high;
    else
        return false;
    return true;
}

std::string_view readTabular(std::string_view fields, Function &function)
{
    static constexpr std::array<std::string_view, 7> columns{"class",  "rev",       "hdr",      "vendor",
                                                             "device", "subvendor", "subdevice"};
    for (const std::string_view column : columns) {
        fields = trimLeft(fields);
        std::string_view rest = fields;
        const auto value = eatDigits(rest, 16);
        if (!value || !store(column, *value, function))
            break;
        fields = rest;
    }
    return trimLeft(fields);
}

} // namespace

std::optional<Result<PciconfHeading>> splitPciconfHeading(std::string_view line)
{
    const auto mark = selectorMark(line);
    if (mark == std::string_view::npos)
        return std::nullopt;
    std::size_t end = mark + 4;
    while (end < line.size() && (isDigit(line[end]) || line[end] == ':' || line[end] == '-'))
        ++end;

    PciconfHeading heading;
    heading.name = line.substr(0, mark);
    heading.fields = trimLeft(line.substr(end));
    if (!heading.fields.empty() && !startsWithHeadingField(heading.fields) && !isTabular(heading.fields))
        return std::nullopt;
    const auto address = parseSelector(line.substr(mark + 1, end - mark - 1));
    if (!address)
        return pass(address.error());
    heading.address = *address;
    return heading;
}

bool startsWithHeadingField(std::string_view line)
{
    static constexpr std::array<std::string_view, 9> keys{"class=",  "card=",   "chip=",      "rev=",      "hdr=",
                                                          "vendor=", "device=", "subvendor=", "subdevice="};
    for (const std::string_view key : keys) {
        if (line.starts_with(key))
            return true;
    }
    return false;
}

std::string_view readHeadingFields(std::string_view fields, Function &function)
{
    if (isTabular(fields))
        return readTabular(fields, function);
    while (!fields.empty()) {
        std::string_view rest = fields;
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos)
            break;
        const std::string_view key = rest.substr(0, equals);
        rest.remove_prefix(equals + 1);
        const auto value = eatNumber(rest);
        if (!value || !store(key, *value, function))
            break;
        fields = trimLeft(rest);
    }
    return fields;
}

void readHeadingName(std::string_view name, Function &function)
{
    function.driverKnown = true;
    std::string_view rest = name;
    if (eat(rest, "none") && rest.find_first_not_of("0123456789") == std::string_view::npos)
        return;
    function.driver = name;
}

} // namespace patchbay
