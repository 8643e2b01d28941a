// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/programs/program.h"

#include <format>
#include <span>

namespace patchbay::sim {

namespace {

struct Bit
{
    std::uint32_t mask;
    const char *words;
};

constexpr Bit pciStatus[] = {{0x0100, "Master Data Parity Error"}, {0x0800, "Sent Target-Abort"},
                             {0x1000, "Received Target-Abort"},    {0x2000, "Received Master-Abort"},
                             {0x4000, "Signalled System Error"},   {0x8000, "Detected Parity Error"}};

constexpr Bit expressStatus[] = {{1, "Correctable Error Detected"},
                                 {2, "Non-Fatal Error Detected"},
                                 {4, "Fatal Error Detected"},
                                 {8, "Unsupported Request Detected"}};

constexpr Bit uncorrected[] = {{1u << 0, "Link Training Error"},
                               {1u << 4, "Data Link Protocol Error"},
                               {1u << 5, "Surprise Link Down Error"},
                               {1u << 12, "Poisoned TLP"},
                               {1u << 13, "Flow Control Protocol Error"},
                               {1u << 14, "Completion Timeout"},
                               {1u << 15, "Completer Abort"},
                               {1u << 16, "Unexpected Completion"},
                               {1u << 17, "Receiver Overflow Error"},
                               {1u << 18, "Malformed TLP"},
                               {1u << 19, "ECRC Error"},
                               {1u << 20, "Unsupported Request"},
                               {1u << 21, "ACS Violation"},
                               {1u << 22, "Uncorrectable Internal Error"},
                               {1u << 23, "MC Blocked TLP"},
                               {1u << 24, "AtomicOp Egress Blocked"},
                               {1u << 25, "TLP Prefix Blocked Error"}};

constexpr Bit corrected[] = {{1u << 0, "Receiver Error"},
                             {1u << 6, "Bad TLP"},
                             {1u << 7, "Bad DLLP"},
                             {1u << 8, "REPLAY_NUM Rollover"},
                             {1u << 12, "Replay Timer Timeout"},
                             {1u << 13, "Advisory Non-Fatal Error"},
                             {1u << 14, "Corrected Internal Error"},
                             {1u << 15, "Header Log Overflow"}};

std::string bitText(const char *header, std::span<const Bit> table, std::uint32_t mask)
{
    std::string text;
    const auto add = [&](const std::string &what) {
        text += text.empty() ? std::format("{:>14} = ", header) : std::string(17, ' ');
        text += what + "\n";
    };
    for (const Bit &bit : table) {
        if (mask & bit.mask)
            add(bit.words);
        mask &= ~bit.mask;
    }
    if (mask != 0)
        add(std::format("Unknown: 0x{:08x}", mask));
    return text;
}

} // namespace

std::string errorText(const MachineFunction &f)
{
    std::string text = bitText("PCI errors", pciStatus, f.read(0x06, 2) & 0xf900);
    const unsigned express = findCapability(f, 0x10);
    if (express == 0)
        return text;
    text += bitText("PCI-e errors", expressStatus, f.read(express + 0x0a, 2) & 0x0f);
    const unsigned aer = findExtended(f, 0x01);
    if (aer == 0)
        return text;
    const std::uint32_t status = f.read(aer + 4, 4), severity = f.read(aer + 12, 4);
    text += bitText("Fatal", uncorrected, status & severity);
    text += bitText("Non-fatal", uncorrected, status & ~severity);
    return text + bitText("Corrected", corrected, f.read(aer + 16, 4));
}

} // namespace patchbay::sim
