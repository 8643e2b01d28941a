// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"
#include "pci/function.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace patchbay::sim {

/// Config space from an offset on; what lies past the end of its space is dropped.
class Registers
{
public:
    Registers(MachineFunction &function, unsigned at, unsigned end)
        : m_function(function)
        , m_at(at)
        , m_end(end)
    {
    }
    void put(unsigned offset, std::uint64_t value, unsigned width)
    {
        for (unsigned i = 0;
             i < width && m_at + offset + i < std::min<std::size_t>(m_end, m_function.config.size()); ++i)
            m_function.config[m_at + offset + i] = std::uint8_t(value >> 8 * i);
    }

private:
    MachineFunction &m_function;
    unsigned m_at, m_end;
};

/// The extended half of writeCapabilities().
void writeExtended(const std::vector<const Capability *> &list, const Function &from, MachineFunction &into);

/// What a HyperTransport capability is, in its command register and in pciconf's words.
struct HypertransportWord
{
    unsigned code;
    std::string_view words;
};
inline constexpr unsigned hypertransportMsi = 0xa800;
inline constexpr std::array<HypertransportWord, 17> hypertransportWords {{
    {0x0000, "slave"},
    {0x2000, "host"},
    {0x4000, "switch"},
    {0x8000, "interrupt"},
    {0x8800, "revision ID"},
    {0x9000, "unit ID clumping"},
    {0x9800, "extended config space"},
    {0xa000, "address mapping"},
    {0xa800, "MSI "},
    {0xb000, "direct route"},
    {0xb800, "VC set"},
    {0xc000, "retry mode"},
    {0xc800, "X86 encoding"},
    {0xd000, "Gen3"},
    {0xd800, "function-level extension"},
    {0xe000, "power management"},
    {0xe800, "high node count"},
}};

} // namespace patchbay::sim
