// SPDX-License-Identifier: BSD-2-Clause
#include "pci/acs.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

constexpr std::uint16_t sourceValidation = 1, requestRedirect = 4, completionRedirect = 8, upstreamForwarding = 0x10;
constexpr std::uint16_t needed = sourceValidation | requestRedirect | completionRedirect | upstreamForwarding;

constexpr std::uint16_t intel = 0x8086;

/// Multi-function network cards whose makers state that their functions cannot reach each other although they lack ACS.
constexpr std::uint32_t separateFunctions[] = {
    0x19240903, 0x19240923, 0x19240a03,                                                 // Solarflare SFC9120, SFC9220
    0x19a20710, 0x10df0720,                                                             // Emulex BE3-R, Skyhawk-R
    0x14e416d7, 0x14e41750, 0x14e41751, 0x14e41752,                                     // Broadcom BCM57414, BCM5750x
    0x808610c6, 0x808610db, 0x808610dd, 0x808610e1, 0x808610f1, 0x808610f7, 0x808610f8, // Intel 82598, 82599, X540
    0x808610f9, 0x808610fa, 0x808610fb, 0x808610fc, 0x80861507, 0x80861514, 0x8086151c,
    0x80861529, 0x8086152a, 0x8086154d, 0x8086154f, 0x80861551, 0x80861558,
    0x80861509, 0x8086150e, 0x8086150f, 0x80861510, 0x80861511, 0x80861516, 0x80861527, // 82580
    0x808610c9, 0x808610e6, 0x808610e7, 0x808610e8, 0x8086150a, 0x8086150d, 0x80861518, 0x80861526, // 82576
    0x808610a7, 0x808610a9, 0x808610d6,                                                 // 82575
    0x80861521, 0x80861522, 0x80861523, 0x80861524,                                     // I350
    0x8086105e, 0x8086105f, 0x80861060, 0x808610d9,                                     // 82571
    0x808615b7, 0x808615b8,                                                             // I219
};

bool functionsAreSeparate(const Function &function)
{
    return std::ranges::contains(separateFunctions, std::uint32_t(function.vendor) << 16 | function.device);
}

struct IdRange
{
    std::uint16_t first, last;
};

/// Root ports of Intel chipsets that keep apart only after writes to undocumented registers, or whose ACS registers lie
/// elsewhere than the capability says (100 series and its kin).
constexpr std::array<IdRange, 16> chipsetPorts{{{0x1c10, 0x1c1f}, {0x1d10, 0x1d1f}, {0x1d3e, 0x1d3f}, {0x1e10, 0x1e1f},
                                                {0x3b42, 0x3b51}, {0x8c10, 0x8c1f}, {0x8c90, 0x8c9f}, {0x8d10, 0x8d1e},
                                                {0x9c10, 0x9c1b}, {0x9c90, 0x9c9b}, {0x9d10, 0x9d1b}, {0xa110, 0xa11f},
                                                {0xa167, 0xa16a}, {0xa190, 0xa19f}, {0xa290, 0xa29f}, {0xa2e7, 0xa2ee}}};

bool isChipsetPort(const Function &function)
{
    return function.vendor == intel && std::any_of(chipsetPorts.begin(), chipsetPorts.end(), [&](const IdRange &range) {
               return function.device >= range.first && function.device <= range.last;
           });
}

std::string servicesIn(std::uint16_t bits)
{
    static constexpr std::pair<std::uint16_t, const char *> names[] = {{sourceValidation, "source validation"},
                                                                       {requestRedirect, "request redirect"},
                                                                       {completionRedirect, "completion redirect"},
                                                                       {upstreamForwarding, "upstream forwarding"}};
    std::string text;
    for (const auto &[bit, name] : names)
        if (bits & bit)
            text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

AcsState byCapability(const Function &function)
{
    const char *const note = isChipsetPort(function)
                                 ? " (Linux can switch on an equivalent in undocumented registers, FreeBSD does not)"
                                 : "";
    if (!function.acs) {
        if (!function.extendedKnown)
            return {AcsState::Kind::NotTold, std::string("may have no ACS: this dump shows no extended capabilities") + note};
        return {AcsState::Kind::NoSupport, std::string("has no ACS") + note};
    }
    if (!function.acs->known)
        return {AcsState::Kind::NotTold, std::string("has ACS, but this dump does not tell whether it is on") + note};
    const std::uint16_t missing = needed & function.acs->supported & std::uint16_t(~function.acs->enabled);
    if (missing == 0)
        return {};
    const std::string off = (function.acs->enabled & needed) == 0 ? "has ACS switched off"
                                                                  : "has ACS, but " + servicesIn(missing) + " switched off";
    return {AcsState::Kind::Off, off + ", and FreeBSD never switches it on" + note};
}

} // namespace

AcsState acsState(const Function &function, bool multiFunction)
{
    if (multiFunction && functionsAreSeparate(function))
        return {};
    if (!function.express)
        return {AcsState::Kind::Conventional, "is a conventional PCI function, which has no ACS"};

    switch (function.express->type) {
    case Express::Type::RootPort:
    case Express::Type::DownstreamPort: return byCapability(function);
    case Express::Type::PcieToPciBridge:
    case Express::Type::PciToPcieBridge:
        return {AcsState::Kind::Conventional, "is a bridge to a conventional bus, where ACS does not exist"};
    case Express::Type::EventCollector: return {AcsState::Kind::NoSupport, "is an event collector, which has no ACS"};
    case Express::Type::RootEndpoint:
        // VT-d specification 3.16: Intel's integrated endpoints reach peers with translated addresses only.
        return function.vendor == intel || !multiFunction ? AcsState{} : byCapability(function);
    case Express::Type::Unknown: return function.isBridge() || multiFunction ? byCapability(function) : AcsState{};
    case Express::Type::Endpoint:
    case Express::Type::LegacyEndpoint:
    case Express::Type::UpstreamPort: break;
    }
    return multiFunction ? byCapability(function) : AcsState{};
}

} // namespace patchbay
