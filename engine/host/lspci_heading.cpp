// SPDX-License-Identifier: BSD-2-Clause
#include "host/lspci_heading.h"

#include "host/lspci_class.h"
#include "host/text_scan.h"

namespace patchbay {

namespace {

/// A number of just so many hex digits, followed by `next`.
std::optional<std::uint32_t> eatField(std::string_view &rest, std::size_t least, std::size_t most, char next)
{
    std::string_view text = rest;
    const auto value = eatDigits(text, 16);
    const std::size_t digits = rest.size() - text.size();
    if (!value || digits < least || digits > most || !eat(text, {&next, 1}))
        return std::nullopt;
    rest = text;
    return std::uint32_t(*value);
}

/// "0001:02:00.1 " or "02:00.1 ".
std::optional<Address> eatAddress(std::string_view &rest)
{
    std::string_view text = rest;
    Address address;
    if (const auto domain = eatField(text, 4, 8, ':'))
        address.domain = *domain;
    const auto bus = eatField(text, 2, 2, ':');
    const auto slot = bus ? eatField(text, 2, 2, '.') : std::nullopt;
    const auto function = slot ? eatField(text, 1, 1, ' ') : std::nullopt;
    if (!function || *slot > 31 || *function > 7)
        return std::nullopt;
    address.bus = std::uint8_t(*bus);
    address.slot = std::uint8_t(*slot);
    address.function = std::uint8_t(*function);
    rest = trimLeft(text);
    return address;
}

/// "8086:10fb"
bool readIds(std::string_view text, std::uint16_t &vendor, std::uint16_t &device)
{
    const auto first = eatField(text, 4, 4, ':');
    if (!first)
        return false;
    std::string_view rest = text;
    const auto second = eatDigits(rest, 16);
    if (!second || text.size() - rest.size() != 4 || (!rest.empty() && rest.front() != ' ' && rest.front() != ']'))
        return false;
    vendor = std::uint16_t(*first);
    device = std::uint16_t(*second);
    return true;
}

/// Takes "(rev 01)" and "(prog-if 30 [XHCI])" off the end.
void readTail(std::string_view &text, Function &function)
{
    if (const auto at = text.find(" (prog-if "); at != std::string_view::npos) {
        std::string_view number = text.substr(at + 10);
        if (const auto value = eatDigits(number, 16); value && *value <= 0xff)
            function.classCode |= std::uint32_t(*value);
        text = text.substr(0, at);
    }
    if (const auto at = text.find(" (rev "); at != std::string_view::npos) {
        std::string_view number = text.substr(at + 6);
        if (const auto value = eatDigits(number, 16); value && *value <= 0xff)
            function.revision = std::uint8_t(*value);
        text = text.substr(0, at);
    }
}

/// "Ethernet controller", "Ethernet controller [0200]", "Class 0200", "0200", "Class [0200]".
void readClass(std::string_view text, Function &function)
{
    std::string_view code = text, name = text;
    if (const auto bracket = text.rfind('['); bracket != std::string_view::npos) {
        code = text.substr(bracket + 1, 4);
        name = trimRight(text.substr(0, bracket));
    } else if (eat(code, "Class ")) {
        code = code.substr(0, 4);
        name = "Class";
    }
    std::string_view digits = code;
    const auto value = code.size() == 4 ? eatDigits(digits, 16) : std::nullopt;
    const bool told = value && digits.empty();
    if (told)
        function.classCode = std::uint32_t(*value) << 8;
    else if (const auto known = classOfName(name))
        function.classCode = std::uint32_t(*known) << 8;
    const bool nameless = told && (name == "Class" || name.data() == code.data());
    if (!nameless)
        function.subclassName = name;
}

/// "8086:100e e1000": lspci -k of busybox and toybox.
void readDriver(std::string_view ids, Function &function)
{
    const auto blank = ids.find(' ');
    const std::string_view word = blank == std::string_view::npos ? std::string_view() : trimLeft(ids.substr(blank));
    if (!word.empty() && word.find_first_of(" \t([") == std::string_view::npos)
        function.driver = word;
}

/// "Intel Corporation 82599 [8086:10fb]", "8086:10fb", "Device 8086:10fb". Where the vendor's name ends and the
/// device's begins the line does not tell.
void readDevice(std::string_view text, Function &function)
{
    std::string_view ids = text;
    eat(ids, "Device ");
    if (readIds(ids, function.vendor, function.device)) {
        readDriver(ids, function);
        return;
    }
    const auto bracket = text.rfind('[');
    if (bracket != std::string_view::npos && readIds(text.substr(bracket + 1), function.vendor, function.device))
        text = trimRight(text.substr(0, bracket));
    function.deviceName = text;
}

} // namespace

bool readLspciHeading(std::string_view line, Function &function)
{
    const auto address = eatAddress(line);
    const auto colon = line.find(": ");
    if (!address || colon == std::string_view::npos || colon == 0)
        return false;
    function.address = *address;
    std::string_view device = line.substr(colon + 2);
    readClass(line.substr(0, colon), function);
    readTail(device, function);
    readDevice(device, function);
    // The header type of a bridge follows from its class; of anything else only details tell it.
    if (const std::uint32_t kind = function.classCode >> 8; kind == 0x0604 || kind == 0x0607)
        function.headerType = kind == 0x0604 ? 1 : 2;
    return true;
}

} // namespace patchbay
