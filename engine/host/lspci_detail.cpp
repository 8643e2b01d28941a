// SPDX-License-Identifier: BSD-2-Clause
#include "host/lspci_detail.h"

#include "host/lspci_class.h"
#include "host/text_scan.h"

namespace patchbay {

namespace {

constexpr std::size_t configSize = 4096;

bool says(std::string_view text, std::string_view words)
{
    return text.find(words) != std::string_view::npos;
}

/// "[size=16M]"
std::optional<std::uint64_t> sizeOf(std::string_view text)
{
    const auto at = text.find("[size=");
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string_view rest = text.substr(at + 6);
    const auto number = eatDigits(rest, 10);
    if (!number || *number == 0 || *number > 0xffff'ffff)
        return std::nullopt;
    const unsigned shift = eat(rest, "K") ? 10 : eat(rest, "M") ? 20 : eat(rest, "G") ? 30 : eat(rest, "T") ? 40 : 0;
    return shift > 32 && *number > 0xffff ? std::nullopt : std::optional(*number << shift);
}

/// "Memory at d1000000 (64-bit, non-prefetchable) [size=8K]", "I/O ports at e000 [size=32]". Without -vv the number of
/// the register is not there.
bool readBar(std::string_view rest, Function &function)
{
    Bar bar;
    if (eat(rest, "Region ")) {
        const auto index = eatDigits(rest, 10);
        if (!index || *index > 5 || !eat(rest, ": "))
            return false;
        bar.reg = std::uint16_t(0x10 + 4 * *index);
    }
    eat(rest, "[virtual] ");
    if (eat(rest, "I/O ports at "))
        bar.kind = Bar::Kind::Io;
    else if (!eat(rest, "Memory at "))
        return false;
    bar.base = eatDigits(rest, 16).value_or(0);
    if (bar.kind == Bar::Kind::Memory) {
        bar.bits = says(rest, "(64-bit") ? 64 : says(rest, "(low-1M") ? 20 : says(rest, "(32-bit") ? 32 : 0;
        if (says(rest, ", prefetchable"))
            bar.kind = Bar::Kind::Prefetchable;
    }
    bar.size = sizeOf(rest);
    bar.enabled = !says(rest, "[disabled]") && bar.base != 0;
    function.barsKnown = true;
    // Of a 64-bit BAR beyond 4 GiB lspci -F shows the upper half as one more region.
    const bool upperHalf = bar.reg != 0 && !function.bars.empty() && function.bars.back().bits == 64 &&
                           function.bars.back().reg + 4 == bar.reg;
    if (!upperHalf)
        function.bars.push_back(bar);
    return true;
}

bool readRom(std::string_view rest, Function &function)
{
    if (!eat(rest, "Expansion ROM at "))
        return false;
    eat(rest, "[virtual] ");
    Bar bar{.reg = std::uint16_t(function.layout() == 1 ? 0x38 : 0x30)};
    bar.base = eatDigits(rest, 16).value_or(0);
    bar.size = sizeOf(rest);
    bar.enabled = bar.base != 0 && !says(rest, "[disabled]");
    function.bars.push_back(bar);
    return true;
}

/// "Memory behind bridge: f1100000-f11fffff [size=1M]"; "None" is a closed window.
bool readWindow(std::string_view rest, Function &function)
{
    Window window;
    if (eat(rest, "I/O behind bridge: "))
        window.reg = 0x1c, window.kind = Bar::Kind::Io;
    else if (eat(rest, "Memory behind bridge: "))
        window.reg = 0x20;
    else if (eat(rest, "Prefetchable memory behind bridge: "))
        window.reg = 0x24, window.kind = Bar::Kind::Prefetchable;
    else
        return false;
    const auto dash = rest.find('-');
    const auto base = eatDigits(rest, 16);
    if (!base || !eat(rest, "-"))
        return true;
    window.bits = dash > 8 ? 64 : 32;
    window.base = *base;
    window.limit = eatDigits(rest, 16).value_or(0);
    window.enabled = window.base < window.limit && !says(rest, "[disabled]");
    function.windows.push_back(window);
    return true;
}

bool readBuses(std::string_view rest, Function &function)
{
    if (!eat(rest, "Bus: primary="))
        return false;
    const auto primary = eatDigits(rest, 16);
    if (!primary || !eat(rest, ", secondary="))
        return false;
    const auto secondary = eatDigits(rest, 16);
    if (!secondary || !eat(rest, ", subordinate="))
        return false;
    const auto subordinate = eatDigits(rest, 16);
    if (!subordinate || (*primary | *secondary | *subordinate) > 0xff)
        return false;
    function.buses = BridgeBuses{std::uint8_t(*primary), std::uint8_t(*secondary), std::uint8_t(*subordinate)};
    if (!function.headerType)
        function.headerType = 1;
    return true;
}

/// "Subsystem: Super Micro Device [15d9:0611]", with -n "Subsystem: 15d9:0611".
bool readSubsystem(std::string_view rest, Function &function)
{
    if (!eat(rest, "Subsystem: "))
        return false;
    if (const auto bracket = rest.rfind('['); bracket != std::string_view::npos)
        rest.remove_prefix(bracket + 1);
    eat(rest, "Device ");
    const std::string_view ids = rest;
    const auto vendor = eatDigits(rest, 16);
    if (!vendor || ids.size() - rest.size() != 4 || !eat(rest, ":"))
        return true;
    if (const auto device = eatDigits(rest, 16); device && *device <= 0xffff) {
        function.subvendor = std::uint16_t(*vendor);
        function.subdevice = std::uint16_t(*device);
    }
    return true;
}

LspciDetail readCapability(std::string_view rest, Function &function)
{
    if (rest.starts_with("<access denied>"))
        return LspciDetail::Denied;
    if (!eat(rest, "["))
        return LspciDetail::None;
    const auto offset = eatDigits(rest, 16);
    if (!offset || *offset >= configSize)
        return LspciDetail::None;
    rest.remove_prefix(std::min(rest.size(), rest.find(']') + 1));
    rest = trimLeft(rest);
    const auto known = capabilityOfName(rest);
    const bool extended = *offset >= 0x100;
    const std::uint16_t id = known && known->extended == extended ? known->id : std::uint16_t(0);
    function.capabilities.push_back({id, std::uint16_t(*offset), extended, std::string(rest)});
    return LspciDetail::Capability;
}

bool readMore(std::string_view line, Function &function)
{
    if (eat(line, "Kernel driver in use: ")) {
        function.driver = line;
        return true;
    }
    if (eat(line, "NUMA node: ")) {
        if (const auto node = eatDigits(line, 10); node && *node <= 0x7fff)
            function.numaNode = std::int32_t(*node);
        return true;
    }
    // -v and -vv print one of these for every function that is no bridge, too.
    if (line.starts_with("Flags: ") || line.starts_with("Control: ")) {
        if (!function.headerType)
            function.headerType = 0;
        function.barsKnown = true;
        if (const auto node = numberAfter(line, ", NUMA node "); node && *node <= 0x7fff)
            function.numaNode = std::int32_t(*node);
        return true;
    }
    return false;
}

} // namespace

LspciDetail readLspciDetail(std::string_view line, Function &function)
{
    if (eat(line, "Capabilities: "))
        return readCapability(line, function);
    const bool known = readBar(line, function) || readRom(line, function) || readWindow(line, function) ||
                       readBuses(line, function) || readSubsystem(line, function) || readMore(line, function);
    return known ? LspciDetail::Known : LspciDetail::None;
}

bool isHexRow(std::string_view line)
{
    std::string_view rest = line;
    const auto offset = eatDigits(rest, 16);
    const std::size_t digits = line.size() - rest.size();
    return offset && *offset < configSize && (digits == 2 || digits == 3) && eat(rest, ": ") && rest.size() >= 2 &&
           rest.find_first_not_of("0123456789abcdefABCDEF ") == std::string_view::npos;
}

bool readHexRow(std::string_view line, Function &function)
{
    const auto offset = eatDigits(line, 16);
    if (offset != function.config.size() || !eat(line, ":"))
        return false;
    for (line = trimLeft(line); !line.empty() && function.config.size() < configSize; line = trimLeft(line)) {
        std::string_view pair = line.substr(0, 2);
        const auto value = eatDigits(pair, 16);
        if (!value || !pair.empty() || line.size() < 2)
            return false;
        function.config.push_back(std::uint8_t(*value));
        line.remove_prefix(std::min<std::size_t>(2, line.size()));
    }
    return true;
}

} // namespace patchbay
