// SPDX-License-Identifier: BSD-2-Clause
#include "host/lspci_capability.h"

#include "host/text_scan.h"

#include <array>
#include <utility>

namespace patchbay {

namespace {

bool says(std::string_view text, std::string_view words)
{
    return text.find(words) != std::string_view::npos;
}

std::uint16_t small(std::optional<std::uint64_t> value)
{
    return value && *value <= 0xffff ? std::uint16_t(*value) : std::uint16_t(0);
}

std::optional<std::uint64_t> hexAfter(std::string_view text, std::string_view keyword)
{
    const auto at = text.find(keyword);
    if (at == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(at + keyword.size());
    return eatDigits(text, 16);
}

/// "MSI: Enable+ Count=1/8 Maskable+ 64bit+"; before pciutils 3.0 "Mask+ 64bit+ Queue=0/3 Enable-", in powers of two.
void decodeMsi(std::string_view text, Function &function)
{
    Msi msi;
    msi.wide = says(text, "64bit+");
    msi.masks = says(text, "Maskable+") || says(text, "Mask+");
    const bool powers = says(text, "Queue=");
    const auto at = text.find(powers ? "Queue=" : "Count=");
    if (at == std::string_view::npos)
        return;
    std::string_view rest = text.substr(at + 6);
    const auto used = eatDigits(rest, 10);
    if (!used || !eat(rest, "/"))
        return;
    const auto supported = eatDigits(rest, 10);
    if (!supported || *supported > 128 || *used > 128)
        return;
    msi.messages = powers ? std::uint16_t(1u << (*supported & 7)) : std::uint16_t(*supported);
    if (says(text, "Enable+"))
        msi.enabled = powers ? std::uint16_t(1u << (*used & 7)) : std::uint16_t(*used);
    function.msi = msi;
}

/// "MSI-X: Enable+ Count=64 Masked-"; before pciutils 3.0 "Enable- Mask- TabSize=3".
void decodeMsix(std::string_view text, Function &function)
{
    MsiX msix;
    auto messages = numberAfter(text, "Count=");
    if (!messages)
        messages = numberAfter(text, "TabSize=");
    if (!messages || *messages == 0 || *messages > 2048)
        return;
    msix.messages = std::uint16_t(*messages);
    msix.enabled = says(text, "Enable+");
    const auto place = [&](std::string_view keyword, std::optional<std::uint8_t> &bar, std::uint32_t &offset) {
        const auto at = text.find(keyword);
        if (at == std::string_view::npos)
            return;
        const std::string_view rest = text.substr(at + keyword.size());
        if (const auto index = numberAfter(rest, "BAR="); index && *index < 6)
            bar = std::uint8_t(0x10 + 4 * *index);
        offset = std::uint32_t(hexAfter(rest, "offset=").value_or(0));
    };
    place("Vector table: ", msix.tableBar, msix.tableOffset);
    place("PBA: ", msix.pbaBar, msix.pbaOffset);
    function.msix = msix;
}

Express::Type expressType(std::string_view text)
{
    using enum Express::Type;
    static constexpr std::array<std::pair<std::string_view, Express::Type>, 11> names{{
        {"Endpoint", Endpoint},
        {"Legacy Endpoint", LegacyEndpoint},
        {"Root Port", RootPort},
        {"Upstream Port", UpstreamPort},
        {"Downstream Port", DownstreamPort},
        {"PCI-Express to PCI/PCI-X Bridge", PcieToPciBridge},
        {"PCI/PCI-X Bridge", PcieToPciBridge},
        {"PCI/PCI-X to PCI-Express Bridge", PciToPcieBridge},
        {"Root Complex Integrated Endpoint", RootEndpoint},
        {"Root Complex Event Collector", EventCollector},
        {"Root Complex Event Collector Endpoint", EventCollector},
    }};
    std::string_view rest = text;
    eat(rest, "Express ");
    if (eat(rest, "(v"))
        rest.remove_prefix(std::min(rest.size(), rest.find(')') + 1));
    rest = trimLeft(rest);
    for (const auto &[name, type] : names) {
        if (rest.starts_with(name))
            return type;
    }
    return Unknown;
}

/// "2.5GT/s" in tenths.
std::uint16_t speedAfter(std::string_view text)
{
    const auto at = text.find("Speed ");
    if (at == std::string_view::npos)
        return 0;
    std::string_view rest = text.substr(at + 6);
    const auto whole = eatDigits(rest, 10);
    if (!whole || *whole > 1000)
        return 0;
    std::uint64_t tenths = 0;
    if (eat(rest, "."))
        tenths = eatDigits(rest, 10).value_or(0);
    return std::uint16_t(*whole * 10 + (tenths < 10 ? tenths : 0));
}

/// The rest of the line that begins with `keyword`.
std::string_view lineOf(std::string_view text, std::string_view keyword)
{
    const auto at = text.find(keyword);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + keyword.size());
    return text.substr(0, text.find('\n'));
}

void decodeExpress(std::string_view text, Function &function)
{
    Express express;
    express.type = expressType(text);
    express.slotImplemented = says(text, "(Slot+)");
    express.flr = says(text, "FLReset+");
    express.flrKnown = says(text, "DevCap:"); // -v leaves it out
    const std::string_view capabilities = lineOf(text, "LnkCap:"), status = lineOf(text, "LnkSta:");
    express.maxSpeed = speedAfter(capabilities);
    express.maxWidth = std::uint8_t(small(numberAfter(capabilities, "Width x")));
    express.speed = speedAfter(status);
    express.width = std::uint8_t(small(numberAfter(status, "Width x")));
    express.physicalSlot = small(numberAfter(text, "Slot #"));
    if (const auto control = text.find("DevCtl2:"); control != std::string_view::npos) {
        if (says(text.substr(0, control), "ARIFwd+"))
            express.ariForwarding = says(text.substr(control), "ARIFwd+");
    }
    function.express = express;
}

void decodeAcs(std::string_view text, Function &function)
{
    static constexpr std::array<std::string_view, 7> names{"SrcValid+",    "TransBlk+",   "ReqRedir+",   "CmpltRedir+",
                                                           "UpstreamFwd+", "EgressCtrl+", "DirectTrans+"};
    const std::string_view supported = lineOf(text, "ACSCap:"), enabled = lineOf(text, "ACSCtl:");
    Acs acs;
    acs.known = !supported.empty();
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        acs.supported |= std::uint16_t(says(supported, names[bit]) << bit);
        acs.enabled |= std::uint16_t(says(enabled, names[bit]) << bit);
    }
    function.acs = acs;
}

void decodeSrIov(std::string_view text, Function &function)
{
    const std::string_view control = lineOf(text, "IOVCtl:");
    if (control.empty())
        return;
    SrIov sriov;
    sriov.enabled = says(control, "Enable+");
    sriov.supported = small(numberAfter(text, "Total VFs: "));
    sriov.configured = small(numberAfter(text, "Number of VFs: "));
    sriov.firstOffset = small(numberAfter(text, "VF offset: "));
    sriov.stride = small(numberAfter(text, "stride: "));
    sriov.vfDevice = small(hexAfter(text, "Device ID: "));
    function.sriov = sriov;
}

/// "a0-36-9f-ff-ff-12-34-56"
void decodeSerial(std::string_view text, Function &function)
{
    std::string_view rest = lineOf(text, "Device Serial Number ");
    std::uint64_t serial = 0;
    for (int i = 0; i < 8; ++i) {
        const auto value = eatDigits(rest, 16);
        if (!value || *value > 0xff || (i < 7 && !eat(rest, "-")))
            return;
        serial = serial << 8 | *value;
    }
    function.serial = serial;
}

} // namespace

void decodeLspciCapability(const Capability &capability, Function &function)
{
    const std::string_view text = capability.text;
    if (capability.extended) {
        switch (capability.id) {
        case 0x03: decodeSerial(text, function); break;
        case 0x0d: decodeAcs(text, function); break;
        case 0x0e: function.ari = true; break;
        case 0x10: decodeSrIov(text, function); break;
        default: break;
        }
        return;
    }
    switch (capability.id) {
    case 0x01:
        function.powerManagement = std::uint8_t(capability.offset);
        function.powerNoSoftReset = says(text, "NoSoftRst+");
        break;
    case 0x05: decodeMsi(text, function); break;
    case 0x10: decodeExpress(text, function); break;
    case 0x11: decodeMsix(text, function); break;
    case 0x13: function.advancedFeaturesFlr = says(text, "FLR+"); break;
    default: break;
    }
}

} // namespace patchbay
