// SPDX-License-Identifier: BSD-2-Clause
#include "pci/config_decode.h"

#include "pci/config_regions.h"
#include "pci/config_space.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

/// Reads registers of one capability; a register past the end of the dump reads 0 and makes the decoding incomplete.
class Registers
{
public:
    Registers(const ConfigSpace &space, std::size_t base) : m_space(space), m_base(base) {}

    std::uint16_t word(std::size_t offset) { return take(m_space.word(m_base + offset)); }
    std::uint32_t dword(std::size_t offset) { return take(m_space.dword(m_base + offset)); }
    [[nodiscard]] bool complete() const { return m_complete; }

private:
    template<typename T>
    T take(std::optional<T> value)
    {
        m_complete = m_complete && value.has_value();
        return value.value_or(0);
    }

    const ConfigSpace &m_space;
    std::size_t m_base;
    bool m_complete = true;
};

void decodeMsi(Registers registers, Function &function)
{
    // The codes 6 and 7 are reserved; pciconf and lspci read them as 64 and 128.
    const unsigned control = registers.word(2);
    Msi msi;
    msi.messages = std::uint16_t(1u << (control >> 1 & 7));
    msi.enabled = control & 1 ? std::uint16_t(1u << (control >> 4 & 7)) : std::uint16_t(0);
    msi.wide = control & 0x80;
    msi.masks = control & 0x100;
    if (registers.complete())
        function.msi = msi;
}

void decodeMsix(Registers registers, Function &function)
{
    const unsigned control = registers.word(2);
    const std::uint32_t table = registers.dword(4);
    const std::uint32_t pending = registers.dword(8);
    MsiX msix;
    msix.messages = std::uint16_t((control & 0x7ff) + 1);
    msix.enabled = control & 0x8000;
    msix.tableBar = std::uint8_t(0x10 + 4 * (table & 7));
    msix.tableOffset = table & ~7u;
    msix.pbaBar = std::uint8_t(0x10 + 4 * (pending & 7));
    msix.pbaOffset = pending & ~7u;
    if (registers.complete())
        function.msix = msix;
}

Express::Type expressType(unsigned code)
{
    using enum Express::Type;
    switch (code) {
    case 0: return Endpoint;
    case 1: return LegacyEndpoint;
    case 4: return RootPort;
    case 5: return UpstreamPort;
    case 6: return DownstreamPort;
    case 7: return PcieToPciBridge;
    case 8: return PciToPcieBridge;
    case 9: return RootEndpoint;
    case 10: return EventCollector;
    default: return Unknown;
    }
}

std::uint16_t linkSpeed(unsigned code)
{
    static constexpr std::array<std::uint16_t, 7> speeds{0, 25, 50, 80, 160, 320, 640};
    return code < speeds.size() ? speeds[code] : std::uint16_t(0);
}

/// Version 1 of the capability ends where a function has no link: what follows is another capability's.
void decodeExpress(Registers registers, Function &function)
{
    const unsigned flags = registers.word(2);
    const std::uint32_t deviceCapabilities = registers.dword(4);
    if (!registers.complete())
        return;
    Express express;
    express.type = expressType(flags >> 4 & 15);
    express.flr = deviceCapabilities >> 28 & 1;
    express.slotImplemented = flags & 0x100;
    const bool integrated = express.type == Express::Type::RootEndpoint || express.type == Express::Type::EventCollector;
    if (!integrated) {
        const std::uint32_t linkCapabilities = registers.dword(0x0c);
        const unsigned linkStatus = registers.word(0x12);
        express.maxSpeed = linkSpeed(linkCapabilities & 15);
        express.maxWidth = std::uint8_t(linkCapabilities >> 4 & 63);
        express.speed = linkSpeed(linkStatus & 15);
        express.width = std::uint8_t(linkStatus >> 4 & 63);
    }
    if (express.slotImplemented)
        express.physicalSlot = std::uint16_t(registers.dword(0x14) >> 19);
    const bool second = (flags & 15) >= 2;
    if (second && (registers.dword(0x24) >> 5 & 1))
        express.ariForwarding = registers.word(0x28) >> 5 & 1;
    function.express = express;
}

void decodeStandard(const ConfigSpace &space, const CapabilityPlace &place, Function &function)
{
    Registers registers(space, place.offset);
    switch (place.id) {
    case 0x01:
        function.powerManagement = std::uint8_t(place.offset);
        function.powerNoSoftReset = registers.word(4) & 8;
        break;
    case 0x05: decodeMsi(registers, function); break;
    case 0x0d: // bridges have no room for it in their header; what has is not asked for it a second time
        if (function.layout() == 1) {
            function.subvendor = space.word(place.offset + 4u);
            function.subdevice = space.word(place.offset + 6u);
        }
        break;
    case 0x10: decodeExpress(registers, function); break;
    case 0x11: decodeMsix(registers, function); break;
    case 0x13: function.advancedFeaturesFlr = space.byte(place.offset + 3u).value_or(0) & 2; break;
    default: break;
    }
}

void decodeSrIov(Registers registers, Function &function)
{
    SrIov sriov;
    sriov.enabled = registers.word(0x08) & 1;
    sriov.supported = registers.word(0x0e);
    sriov.configured = registers.word(0x10);
    sriov.firstOffset = registers.word(0x14);
    sriov.stride = registers.word(0x16);
    sriov.vfDevice = registers.word(0x1a);
    if (registers.complete())
        function.sriov = sriov;
}

void decodeExtended(const ConfigSpace &space, const CapabilityPlace &place, Function &function)
{
    Registers registers(space, place.offset);
    switch (place.id) {
    case 0x03:
        if (const auto high = space.dword(place.offset + 8u))
            function.serial = std::uint64_t(*high) << 32 | registers.dword(4);
        break;
    case 0x0d: {
        constexpr unsigned services = 0x7f;
        const Acs acs{std::uint16_t(registers.word(4) & services), std::uint16_t(registers.word(6) & services), true};
        if (registers.complete())
            function.acs = acs;
        break;
    }
    case 0x0e: function.ari = true; break;
    case 0x10: decodeSrIov(registers, function); break;
    default: break;
    }
}

void decodeHeader(const ConfigSpace &space, Function &function)
{
    function.vendor = *space.word(0x00);
    function.device = *space.word(0x02);
    function.revision = space.byte(0x08);
    function.classCode = *space.dword(0x08) >> 8;
    function.headerType = space.byte(0x0e);
    if (function.layout() == 0) {
        function.subvendor = space.word(0x2c);
        function.subdevice = space.word(0x2e);
    } else if (function.layout() == 2) {
        function.subvendor = space.word(0x40);
        function.subdevice = space.word(0x42);
    }
}

} // namespace

std::vector<std::string> decodeConfigSpace(std::span<const std::uint8_t> bytes, Function &function)
{
    function.config.assign(bytes.begin(), bytes.end());
    const ConfigSpace space(bytes);
    if (space.size() < 0x40)
        return {"the dump has only " + std::to_string(bytes.size()) + " bytes of config space"};
    if (space.gone())
        return {"all ones: nothing answers at this address"};
    decodeHeader(space, function);
    decodeRegions(space, function);

    CapabilityWalk walk = space.capabilities();
    function.capabilitiesKnown = walk.complete;
    function.extendedKnown = walk.extendedComplete;
    function.capabilities.clear();
    function.capabilities.reserve(walk.places.size());
    for (const CapabilityPlace &place : walk.places) {
        function.capabilities.push_back({place.id, place.offset, place.extended, {}});
        if (place.extended)
            decodeExtended(space, place, function);
        else
            decodeStandard(space, place, function);
    }
    return std::move(walk.complaints);
}

} // namespace patchbay
