// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_region.h"

#include "host/text_scan.h"

namespace patchbay {

namespace {

/// "[10] = "
std::optional<std::uint16_t> eatRegister(std::string_view &rest)
{
    std::string_view text = trimLeft(rest);
    if (!eat(text, "["))
        return std::nullopt;
    const auto reg = eatDigits(text, 16);
    if (!reg || *reg > 0xfff || !eat(text, "]"))
        return std::nullopt;
    text = trimLeft(text);
    if (!eat(text, "="))
        return std::nullopt;
    rest = trimLeft(text);
    return std::uint16_t(*reg);
}

std::optional<Bar::Kind> eatKind(std::string_view &rest)
{
    if (eat(rest, "type I/O Port,"))
        return Bar::Kind::Io;
    if (eat(rest, "type Memory,"))
        return Bar::Kind::Memory;
    if (eat(rest, "type Prefetchable Memory,"))
        return Bar::Kind::Prefetchable;
    return std::nullopt;
}

/// "range 32," ; -1 is pciconf's word for a register it cannot make out: 0 here.
std::optional<std::uint8_t> eatRange(std::string_view &rest)
{
    rest = trimLeft(rest);
    if (!eat(rest, "range"))
        return std::nullopt;
    rest = trimLeft(rest);
    const bool negative = eat(rest, "-");
    const auto bits = eatDigits(rest, 10);
    if (!bits || !eat(rest, ","))
        return std::nullopt;
    rest = trimLeft(rest);
    return negative || *bits > 64 ? std::uint8_t(0) : std::uint8_t(*bits);
}

bool eatState(std::string_view rest, bool &enabled)
{
    rest = trimLeft(rest);
    enabled = rest.starts_with("enabled");
    return enabled || rest.starts_with("disabled") || rest.empty();
}

/// "[10] = type Memory, range 32, base ": what a BAR's line and a window's begin with, up to and with the word given.
template<typename Region>
std::optional<std::uint16_t> eatHead(std::string_view &rest, std::string_view word, Region &region)
{
    const auto reg = eatRegister(rest);
    const auto kind = reg ? eatKind(rest) : std::nullopt;
    const auto bits = kind ? eatRange(rest) : std::nullopt;
    if (!bits || !eat(rest, word))
        return std::nullopt;
    region.kind = *kind;
    region.bits = *bits;
    return *reg;
}

std::optional<Bar> readBar(std::string_view rest)
{
    Bar bar;
    const auto reg = eatHead(rest, "base ", bar);
    if (!reg)
        return std::nullopt;
    const auto base = eatNumber(rest);
    if (!base || !eat(rest, ",") || (rest = trimLeft(rest), !eat(rest, "size")))
        return std::nullopt;
    rest = trimLeft(rest);
    const bool negative = eat(rest, "-");
    const auto size = eatNumber(rest);
    if (!size)
        return std::nullopt;
    eat(rest, ",");
    if (!eatState(rest, bar.enabled))
        return std::nullopt;
    bar.reg = *reg;
    bar.base = *base;
    // Old releases printed the size through a 32-bit int: 2 GiB came out negative, 4 GiB and above as 0.
    if (!negative && *size != 0)
        bar.size = *size;
    return bar;
}

std::optional<Window> readWindow(std::string_view rest)
{
    Window window;
    const auto reg = eatHead(rest, "addr ", window);
    if (!reg)
        return std::nullopt;
    const auto base = eatNumber(rest);
    if (!base || !eat(rest, "-"))
        return std::nullopt;
    const auto limit = eatNumber(rest);
    if (!limit || *reg > 0xff)
        return std::nullopt;
    eat(rest, ",");
    if (!eatState(rest, window.enabled))
        return std::nullopt;
    window.reg = std::uint8_t(*reg);
    window.base = *base;
    window.limit = *limit;
    return window;
}

bool readBusRange(std::string_view rest, Function &function)
{
    const auto secondary = eatNumber(rest);
    if (!secondary || *secondary > 255 || !eat(rest, "-"))
        return false;
    const auto subordinate = eatNumber(rest);
    if (!subordinate || *subordinate > 255 || !trimLeft(rest).empty())
        return false;
    function.buses = BridgeBuses{std::nullopt, std::uint8_t(*secondary), std::uint8_t(*subordinate)};
    return true;
}

} // namespace

bool readPciconfRegion(std::string_view line, Function &function)
{
    std::string_view rest = line;
    if (eat(rest, "bar")) {
        const auto bar = readBar(rest);
        if (bar)
            function.bars.push_back(*bar);
        return bar.has_value();
    }
    if (eat(rest, "iov bar")) {
        const auto bar = readBar(rest);
        if (bar)
            function.virtualFunctionBars.push_back(*bar);
        return bar.has_value();
    }
    if (eat(rest, "window")) {
        const auto window = readWindow(rest);
        if (window)
            function.windows.push_back(*window);
        return window.has_value();
    }
    if (eatKey(rest, "bus range"))
        return readBusRange(rest, function);
    return eatKey(rest, "decode");
}

} // namespace patchbay
