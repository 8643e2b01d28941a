// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"

namespace patchbay::sim {

std::vector<SizedBar> sizedBars(const MachineFunction &function)
{
    const unsigned layout = function.read(0x0e, 1) & 0x7f;
    const unsigned count = layout == 0 ? 6 : layout == 1 ? 2 : layout == 2 ? 1 : 0;
    const std::uint32_t command = function.read(0x04, 2);
    std::vector<SizedBar> bars;
    for (unsigned i = 0; i < count; ++i) {
        if (function.barSize[i] == 0)
            continue;
        const std::uint32_t value = function.read(0x10 + 4 * i, 4);
        SizedBar bar;
        bar.reg = 0x10 + 4 * i;
        bar.size = function.barSize[i];
        bar.io = value & 1;
        if (bar.io) {
            bar.base = value & ~std::uint32_t(3);
            bar.enabled = command & 1;
        } else {
            const unsigned type = value & 6;
            bar.bits = type == 0 ? 32 : type == 2 ? 20 : type == 4 ? 64 : -1;
            bar.prefetchable = value & 8;
            bar.base = value & ~std::uint32_t(15);
            if (bar.bits == 64 && i + 1 < count)
                bar.base |= std::uint64_t(function.read(bar.reg + 4, 4)) << 32;
            bar.enabled = command & 2;
        }
        bars.push_back(bar);
    }
    return bars;
}

std::pair<std::uint16_t, std::uint16_t> subsystemIds(const MachineFunction &function)
{
    const unsigned layout = function.read(0x0e, 1) & 0x7f;
    const unsigned at = layout == 0 ? 0x2c : layout == 2 ? 0x40 : findCapability(function, 0x0d);
    const unsigned from = layout == 1 && at != 0 ? at + 4 : at;
    return from == 0
        ? std::pair<std::uint16_t, std::uint16_t>()
        : std::pair(std::uint16_t(function.read(from, 2)), std::uint16_t(function.read(from + 2, 2)));
}

unsigned findCapability(const MachineFunction &function, unsigned id)
{
    if (!(function.read(0x06, 2) & 0x10))
        return 0;
    unsigned at = function.read((function.read(0x0e, 1) & 0x7f) == 2 ? 0x14 : 0x34, 1);
    for (int guard = 0; at >= 0x40 && at != 0xff && guard < 64; ++guard) {
        if (function.read(at, 1) == id)
            return at;
        at = function.read(at + 1, 1);
    }
    return 0;
}

unsigned findExtended(const MachineFunction &function, unsigned id)
{
    if (function.config.size() < 0x104)
        return 0;
    unsigned at = 0x100;
    for (int guard = 0; guard < 512; ++guard) {
        const std::uint32_t header = function.read(at, 4);
        if (header == 0 || header == 0xffffffff)
            return 0;
        if ((header & 0xffff) == id)
            return at;
        at = header >> 20;
        if (at < 0x100)
            return 0;
    }
    return 0;
}

} // namespace patchbay::sim
