// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_detail.h"

#include "host/pciconf_region.h"
#include "host/text_scan.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

/// Takes one pair of quotes off: the plain ones, and those that word processors make of them.
std::string_view unquote(std::string_view text)
{
    static constexpr std::array<std::string_view, 4> marks{"'", "\xe2\x80\x98", "\xe2\x80\x99", "\""};
    for (const std::string_view mark : marks) {
        if (!eat(text, mark))
            continue;
        for (const std::string_view last : marks) {
            if (text.ends_with(last))
                return text.substr(0, text.size() - last.size());
        }
        return text;
    }
    return text;
}

bool readName(std::string_view line, Function &function)
{
    struct Field
    {
        std::string_view key;
        std::string Function::*value;
    };
    static constexpr std::array fields{Field{"vendor", &Function::vendorName}, Field{"device", &Function::deviceName},
                                       Field{"class", &Function::className}, Field{"subclass", &Function::subclassName}};
    for (const Field &field : fields) {
        if (eatKey(line, field.key)) {
            function.*field.value = unquote(line);
            return true;
        }
    }
    return false;
}

/// "cap 01[50] = powerspec 3 …" and "ecap 000d[148] = ACS 1".
bool readCapability(std::string_view rest, Function &function)
{
    const bool extended = eat(rest, "ecap ");
    if (!extended && !eat(rest, "cap "))
        return false;
    const auto id = eatDigits(rest, 16);
    if (!id || *id > (extended ? 0xffffu : 0xffu) || !eat(rest, "["))
        return false;
    const auto offset = eatDigits(rest, 16);
    if (!offset || *offset > 0xfff || !eat(rest, "]"))
        return false;
    rest = trimLeft(rest);
    if (!eat(rest, "="))
        return false;
    if (function.capabilities.empty())
        function.capabilities.reserve(8);
    function.capabilities.push_back(
        {std::uint16_t(*id), std::uint16_t(*offset), extended, std::string(trimLeft(rest))});
    return true;
}

bool isErrors(std::string_view line)
{
    static constexpr std::array<std::string_view, 5> keys{"PCI errors", "PCI-e errors", "Fatal", "Non-fatal", "Corrected"};
    for (const std::string_view key : keys) {
        std::string_view rest = line;
        if (eatKey(rest, key))
            return true;
    }
    return false;
}

bool readOther(std::string_view line, Function &function)
{
    if (eatKey(line, "NUMA node")) {
        const bool negative = eat(line, "-");
        const auto node = eatDigits(line, 10);
        if (!node || *node > 0x7fff)
            return false;
        function.numaNode = negative ? -1 : std::int32_t(*node);
        return true;
    }
    return line.starts_with("VPD ") && line.find('=') != std::string_view::npos;
}

} // namespace

PciconfDetail readPciconfDetail(std::string_view line, Function &function)
{
    switch (line.empty() ? '\0' : line.front()) {
    case 'v':
    case 's': return readName(line, function) ? PciconfDetail::Name : PciconfDetail::None;
    case 'd':
        return readName(line, function)            ? PciconfDetail::Name
               : readPciconfRegion(line, function) ? PciconfDetail::Region
                                                   : PciconfDetail::None;
    case 'c':
        return readName(line, function)         ? PciconfDetail::Name
               : readCapability(line, function) ? PciconfDetail::Capability
                                                : PciconfDetail::None;
    case 'e': return readCapability(line, function) ? PciconfDetail::Capability : PciconfDetail::None;
    case 'b':
    case 'i':
    case 'w': return readPciconfRegion(line, function) ? PciconfDetail::Region : PciconfDetail::None;
    case 'P':
    case 'F':
    case 'C': return isErrors(line) ? PciconfDetail::Errors : PciconfDetail::None;
    case 'V': return readOther(line, function) ? PciconfDetail::Other : PciconfDetail::None;
    case 'N':
        return isErrors(line)              ? PciconfDetail::Errors
               : readOther(line, function) ? PciconfDetail::Other
                                           : PciconfDetail::None;
    default: return PciconfDetail::None;
    }
}

namespace {

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// "0b 00 01 15": what -cc prints of a vendor's own capability.
bool isHexRow(std::string_view line)
{
    for (std::size_t at = 0; at < line.size(); at += 3) {
        if (line.size() < at + 2 || !isHexDigit(line[at]) || !isHexDigit(line[at + 1]) ||
            (line.size() > at + 2 && line[at + 2] != ' '))
            return false;
    }
    return line.size() >= 11;
}

/// "[0] BAR0, Enabled, Read-only, base [0x0], size [0x10000]"
bool isAllocation(std::string_view line)
{
    return line.starts_with('[') && (line.contains(", Enabled, ") || line.contains(", Disabled, ")) &&
           line.contains(", base [0x");
}

} // namespace

bool continuesCapability(std::string_view line)
{
    static constexpr std::array<std::string_view, 27> starts{
        "max read ", "max data ", "link x",    "speed ",  "slot ",    "ASPM ",        "ClockPM ",    "Table in ",
        "PBA in ",   "features:", "P2P ",      "I/O Req ", "DSP BAR ", "First VF",     "VF Device ID", "Page Sizes:",
        "UnitId=",   "MsiNum=",   "VAsize=",   "CapExt",  "EFRSup",   "NpCache",    "HtTunnel",   "IotlbSup",   "BRIDGE, sec ", "Primary properties ",
        "Secondary properties "};
    for (const std::string_view start : starts) {
        if (line.starts_with(start))
            return true;
    }
    return line.contains(" VFs configured out of ") || isAllocation(line) || isHexRow(line);
}

bool mayEndCapability(std::string_view line)
{
    static constexpr std::array<std::string_view, 12> words{"FLR", "RO", "NS",  "ARI", "MSI", "IRQ",
                                                            "D1",  "D2", "D3", "VC",  "PBA", "ClockPM"};
    if (line.empty() || line.contains(':'))
        return false;
    const std::string_view first = line.substr(0, line.find_first_of(" ,("));
    const char c = first.empty() ? line.front() : first.front();
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::ranges::contains(words, first);
}

bool isBroken(PciconfDetail detail, std::string_view line)
{
    switch (detail) {
    case PciconfDetail::Region:
        return !line.ends_with("abled") && (line.starts_with("bar") || line.starts_with("window") || line.starts_with("iov"));
    case PciconfDetail::Name: {
        const auto open = line.find("= '");
        return open != std::string_view::npos && (open + 3 == line.size() || line.back() != '\'');
    }
    default: return false;
    }
}

} // namespace patchbay
