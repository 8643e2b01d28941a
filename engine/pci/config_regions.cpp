// SPDX-License-Identifier: BSD-2-Clause
#include "pci/config_regions.h"

namespace patchbay {

namespace {

constexpr unsigned ioEnable = 1, memoryEnable = 2; // in the command register

/// Returns whether the register takes two places.
bool decodeBar(const ConfigSpace &space, std::uint8_t reg, std::uint8_t end, Function &function)
{
    const std::uint32_t low = *space.dword(reg);
    const unsigned command = *space.word(0x04);
    Bar bar;
    bar.reg = reg;
    if (low & 1) {
        bar.kind = Bar::Kind::Io;
        bar.base = low & ~3u;
        bar.enabled = command & ioEnable;
        function.bars.push_back(bar);
        return false;
    }
    const unsigned type = low >> 1 & 3;
    const bool wide = type == 2 && reg + 4 < end;
    bar.bits = wide ? 64 : type == 1 ? 20 : type == 0 ? 32 : 0;
    bar.kind = low & 8 ? Bar::Kind::Prefetchable : Bar::Kind::Memory;
    bar.base = low & ~15u;
    if (wide)
        bar.base |= std::uint64_t(*space.dword(reg + 4u)) << 32;
    bar.enabled = command & memoryEnable;
    if (low != 0)
        function.bars.push_back(bar);
    return wide;
}

void decodeBars(const ConfigSpace &space, std::uint8_t end, Function &function)
{
    function.bars.clear();
    for (std::uint8_t reg = 0x10; reg < end; reg = std::uint8_t(reg + 4)) {
        if (decodeBar(space, reg, end, function))
            reg = std::uint8_t(reg + 4);
    }
    function.barsKnown = true;
}

void decodeRom(const ConfigSpace &space, std::uint8_t reg, Function &function)
{
    constexpr std::uint32_t addressMask = 0xfffff800;
    const std::uint32_t value = *space.dword(reg);
    if ((value & addressMask) == 0)
        return;
    const bool enabled = (value & 1) && (*space.word(0x04) & memoryEnable);
    function.bars.push_back({reg, Bar::Kind::Memory, 32, value & addressMask, std::nullopt, enabled});
}

/// As pciconf -B shows them: the memory window always, the others only where the bridge has them.
void decodeWindows(const ConfigSpace &space, Function &function)
{
    function.windows.clear();
    const auto add = [&](std::uint8_t reg, Bar::Kind kind, std::uint8_t bits, std::uint64_t base, std::uint64_t limit) {
        function.windows.push_back({reg, kind, bits, base, limit, base < limit});
    };
    const std::uint64_t ioBase = *space.byte(0x1c), ioLimit = *space.byte(0x1d);
    if (ioBase != 0 || ioLimit != 0) {
        const bool wide = (ioBase & 15) == 1;
        const std::uint64_t high = wide ? *space.word(0x30) : 0, highLimit = wide ? *space.word(0x32) : 0;
        add(0x1c, Bar::Kind::Io, wide ? 32 : 16, high << 16 | (ioBase & 0xf0) << 8,
            highLimit << 16 | (ioLimit & 0xf0) << 8 | 0xfff);
    }
    const std::uint64_t base = *space.word(0x20) & 0xfff0u, limit = *space.word(0x22) & 0xfff0u;
    add(0x20, Bar::Kind::Memory, 32, base << 16, limit << 16 | 0xfffff);

    const std::uint64_t prefetchBase = *space.word(0x24), prefetchLimit = *space.word(0x26);
    if (prefetchBase != 0 || prefetchLimit != 0) {
        const bool wide = (prefetchBase & 15) == 1;
        const std::uint64_t high = wide ? *space.dword(0x28) : 0, highLimit = wide ? *space.dword(0x2c) : 0;
        add(0x24, Bar::Kind::Prefetchable, wide ? 64 : 32, high << 32 | (prefetchBase & 0xfff0) << 16,
            highLimit << 32 | (prefetchLimit & 0xfff0) << 16 | 0xfffff);
    }
}

} // namespace

void decodeRegions(const ConfigSpace &space, Function &function)
{
    switch (function.layout().value_or(0)) {
    case 0:
        decodeBars(space, 0x28, function);
        decodeRom(space, 0x30, function);
        break;
    case 1:
        decodeBars(space, 0x18, function);
        decodeRom(space, 0x38, function);
        decodeWindows(space, function);
        break;
    case 2: decodeBars(space, 0x14, function); break;
    default: return; // a layout nobody defined: its registers mean nothing to us
    }
    if (function.layout() != 0)
        function.buses = BridgeBuses{*space.byte(0x18), *space.byte(0x19), *space.byte(0x1a)};
}

} // namespace patchbay
