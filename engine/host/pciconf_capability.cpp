// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_capability.h"

#include "host/text_scan.h"

#include <array>

namespace patchbay {

namespace {

std::optional<std::uint16_t> small(std::optional<std::uint64_t> value)
{
    return value && *value <= 0xffff ? std::optional(std::uint16_t(*value)) : std::nullopt;
}

/// "supports 8 messages": without the word behind it the number may have lost digits.
std::optional<std::uint16_t> messagesIn(std::string_view text, std::uint64_t most)
{
    const auto at = text.find("supports ");
    if (at == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(at + 9);
    const auto messages = eatDigits(text, 10);
    return messages && *messages > 0 && *messages <= most && text.starts_with(" message") ? small(messages) : std::nullopt;
}

void decodeMsi(std::string_view text, Function &function)
{
    constexpr std::uint64_t mostMessages = 128; // of the three bits that pciconf shows as they are
    const auto messages = messagesIn(text, mostMessages);
    if (!messages)
        return;
    Msi msi;
    msi.messages = *messages;
    msi.wide = text.find("64 bit") != std::string_view::npos;
    msi.masks = text.find("vector masks") != std::string_view::npos;
    msi.enabled = small(numberAfter(text, "enabled with ")).value_or(0);
    function.msi = msi;
}

/// "Table in map 0x10[0x0], PBA in map 0x14[0x800]"; before FreeBSD 9 "in map 0x20" or "in maps 0x20 and 0x24".
void decodeMsixMaps(std::string_view text, MsiX &msix)
{
    const auto place = [&](std::string_view keyword, std::optional<std::uint8_t> &bar, std::uint32_t &offset) {
        const auto at = text.find(keyword);
        if (at == std::string_view::npos)
            return;
        std::string_view rest = text.substr(at + keyword.size());
        const auto reg = eatNumber(rest);
        if (!reg || *reg > 0xff)
            return;
        bar = std::uint8_t(*reg);
        if (eat(rest, "["))
            offset = std::uint32_t(eatNumber(rest).value_or(0));
    };
    place("Table in map ", msix.tableBar, msix.tableOffset);
    place("PBA in map ", msix.pbaBar, msix.pbaOffset);
    if (msix.tableBar)
        return;
    std::uint32_t none = 0;
    place(" in map ", msix.tableBar, none);
    if (msix.tableBar) {
        msix.pbaBar = msix.tableBar;
        return;
    }
    place(" in maps ", msix.tableBar, none);
    place(" and ", msix.pbaBar, none);
}

void decodeMsix(std::string_view text, Function &function)
{
    constexpr std::uint64_t mostMessages = 2048;
    const auto messages = messagesIn(text, mostMessages);
    if (!messages)
        return;
    MsiX msix;
    msix.messages = *messages;
    msix.enabled = hasWord(text, "enabled");
    decodeMsixMaps(text, msix);
    function.msix = msix;
}

Express::Type expressType(std::string_view text)
{
    using enum Express::Type;
    static constexpr std::array<std::pair<std::string_view, Express::Type>, 10> names{{
        {"endpoint", Endpoint},
        {"legacy endpoint", LegacyEndpoint},
        {"root port", RootPort},
        {"upstream port", UpstreamPort},
        {"downstream port", DownstreamPort},
        {"PCI bridge", PcieToPciBridge},
        {"PCI to PCIe bridge", PciToPcieBridge},
        {"root endpoint", RootEndpoint},
        {"event collector", EventCollector},
        {"root complex event collector", EventCollector},
    }};
    std::string_view rest = text;
    if (!eat(rest, "PCI-Express "))
        return Unknown;
    eatDigits(rest, 10);
    rest = trimLeft(rest);
    for (const auto &[name, type] : names) {
        if (rest.starts_with(name))
            return type;
    }
    return Unknown;
}

/// "2.5" in tenths: 25. "undef" and anything else: 0.
std::uint16_t eatSpeed(std::string_view &rest)
{
    const auto whole = eatDigits(rest, 10);
    if (!whole || *whole > 1000) {
        eat(rest, "undef");
        return 0;
    }
    std::uint64_t tenths = 0;
    if (eat(rest, "."))
        tenths = eatDigits(rest, 10).value_or(0);
    return std::uint16_t(*whole * 10 + (tenths < 10 ? tenths : 0));
}

void decodeLink(std::string_view text, Express &express)
{
    if (const auto at = text.find("link x"); at != std::string_view::npos) {
        std::string_view rest = text.substr(at + 6);
        express.width = std::uint8_t(eatDigits(rest, 10).value_or(0));
        if (eat(rest, "(x"))
            express.maxWidth = std::uint8_t(eatDigits(rest, 10).value_or(0));
    }
    if (const auto at = text.find("speed "); at != std::string_view::npos) {
        std::string_view rest = text.substr(at + 6);
        express.speed = eatSpeed(rest);
        if (eat(rest, "("))
            express.maxSpeed = eatSpeed(rest);
    }
}

void decodeExpress(std::string_view text, Function &function)
{
    Express express;
    express.type = expressType(text);
    express.flr = hasWord(text, "FLR");
    // Before FreeBSD 10 the word stands behind the type, without a number.
    const auto slot = small(numberAfter(text, "slot "));
    express.slotImplemented = slot || hasWord(text, "slot");
    express.physicalSlot = slot.value_or(0);
    if (text.find("ARI enabled") != std::string_view::npos)
        express.ariForwarding = true;
    else if (text.find("ARI disabled") != std::string_view::npos)
        express.ariForwarding = false;
    decodeLink(text, express);
    function.express = express;
}

void decodeAcs(std::string_view text, Function &function)
{
    static constexpr std::array<std::string_view, 7> names{
        "Source Validation ", "Translation Blocking ", "P2P Req Redirect ",     "P2P Cmpl Redirect ",
        "P2P Upstream Forwarding ", "P2P Egress Control ", "P2P Direct Translated "};
    Acs acs;
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        const auto at = text.find(names[bit]);
        if (at == std::string_view::npos)
            continue;
        acs.known = true;
        const std::string_view state = text.substr(at + names[bit].size());
        if (state.starts_with("enabled"))
            acs.enabled |= std::uint16_t(1u << bit);
        if (state.starts_with("enabled") || state.starts_with("disabled"))
            acs.supported |= std::uint16_t(1u << bit);
    }
    function.acs = acs;
}

/// Before FreeBSD 10 pciconf gives the name only: then nothing is known but that it exists.
void decodeSrIov(std::string_view text, Function &function)
{
    const auto enabled = text.find("IOV enabled");
    if (enabled == std::string_view::npos && text.find("IOV disabled") == std::string_view::npos)
        return;
    SrIov sriov;
    sriov.enabled = enabled != std::string_view::npos;
    sriov.supported = small(numberAfter(text, "configured out of ")).value_or(0);
    sriov.firstOffset = small(numberAfter(text, "First VF RID Offset ")).value_or(0);
    sriov.stride = small(numberAfter(text, "VF RID Stride ")).value_or(0);
    sriov.vfDevice = small(numberAfter(text, "VF Device ID ")).value_or(0);
    if (const auto at = text.find(" VFs configured"); at != std::string_view::npos) {
        auto start = at;
        while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9')
            --start;
        std::string_view digits = text.substr(start, at - start);
        sriov.configured = small(eatDigits(digits, 10)).value_or(0);
    }
    function.sriov = sriov;
}

void decodeSerial(std::string_view text, Function &function)
{
    const auto blank = text.rfind(' ');
    std::string_view digits = blank == std::string_view::npos ? text : text.substr(blank + 1);
    if (digits.size() == 16)
        function.serial = eatDigits(digits, 16);
}

/// A bridge has no subsystem ids in its header: the capability tells them.
void decodeBridgeSubsystem(std::string_view text, Function &function)
{
    auto vendor = small(numberAfter(text, "subvendor="));
    auto device = small(numberAfter(text, "subdevice="));
    if (const auto card = numberAfter(text, "card="); card && *card <= 0xffffffff) {
        vendor = std::uint16_t(*card);
        device = std::uint16_t(*card >> 16);
    }
    if (!vendor || !device || (function.subvendor.value_or(0) | function.subdevice.value_or(0)) != 0)
        return;
    function.subvendor = vendor;
    function.subdevice = device;
}

void decodeExtended(const Capability &capability, Function &function)
{
    switch (capability.id) {
    case 0x03: decodeSerial(capability.text, function); break;
    case 0x0d: decodeAcs(capability.text, function); break;
    case 0x0e: function.ari = true; break;
    case 0x10: decodeSrIov(capability.text, function); break;
    default: break;
    }
}

} // namespace

bool decodePciconfCapability(const Capability &capability, Function &function)
{
    if (capability.extended) {
        decodeExtended(capability, function);
        return true;
    }
    switch (capability.id) {
    case 0x01: function.powerManagement = std::uint8_t(capability.offset); break;
    case 0x05: decodeMsi(capability.text, function); return function.msi.has_value();
    case 0x0d: decodeBridgeSubsystem(capability.text, function); break;
    case 0x10: decodeExpress(capability.text, function); break;
    case 0x11: decodeMsix(capability.text, function); return function.msix.has_value();
    case 0x13: function.advancedFeaturesFlr = hasWord(capability.text, "FLR"); break;
    default: break;
    }
    return true;
}

} // namespace patchbay
