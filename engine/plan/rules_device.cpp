// SPDX-License-Identifier: BSD-2-Clause
#include "plan/device.h"
#include "plan/function_check.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr std::uint64_t pageSize = 4096;

std::string identityLine(const Node &node)
{
    const Function &function = node.function;
    return std::format("{}: vendor 0x{:04x} device 0x{:04x} class 0x{:06x}{}", function.address.toString(),
                       function.vendor, function.device, function.classCode,
                       function.driver.empty() ? std::string() : ", driver " + function.driver);
}

} // namespace

/// Knows a bridge by its header type; where the source has none, by its class.
std::optional<Remark> checkEndpoint(const Situation &, const Node &node, Use use)
{
    const Function &function = node.function;
    if (canBeEndpoint(function))
        return std::nullopt;
    const std::string name = shortName(function.address);
    std::vector<std::string> evidence{identityLine(node)};
    if (function.headerType)
        evidence.push_back(std::format("header type 0x{:02x}", *function.headerType));
    return Remark{.severity = use == Use::Placed ? Severity::Block : Severity::Warn,
                  .title = "It is a bridge.",
                  .text = use == Use::Placed
                              ? name + " is a bridge, and only endpoints can be passed through."
                              : name + " is a bridge: ppt leaves it alone, so reserving it does nothing.",
                  .evidence = std::move(evidence),
                  .source = "vmm(4); measured on FreeBSD 12.1",
                  .hint = "Pass the functions behind it instead."};
}

/// Judges by class, so it needs nothing that a dump might lack.
std::optional<Remark> checkChipset(const Situation &, const Node &node, Use)
{
    const Function &function = node.function;
    if (!isChipset(function) || !canBeEndpoint(function))
        return std::nullopt;
    return Remark{.severity = Severity::Block,
                  .title = "It is part of the chipset.",
                  .text = shortName(function.address) +
                          " is part of the chipset: ppt would take it, and the host cannot do without it.",
                  .evidence = {identityLine(node)},
                  .source = "measured on FreeBSD 12.1: ppt takes host bridge, LPC and SMBus without a word",
                  .hint = "It stays with the host on every board."};
}

std::optional<Remark> checkDomain(const Situation &, const Node &node, Use)
{
    const Address &address = node.function.address;
    if (address.domain == 0)
        return std::nullopt;
    return Remark{.severity = Severity::Block,
                  .title = "It is not in PCI domain 0.",
                  .text = std::format("{} is in PCI domain {}, which neither pptdevs nor bhyve can name.",
                                      address.toString(), address.domain),
                  .evidence = {std::format("pptdevs would read {} as pci0:{}:{}:{}", address.toSlashed(), address.bus,
                                           address.slot, address.function)},
                  .source = "vmm(4), bhyve(8)",
                  .hint = "Only functions of domain 0 can be passed through; another slot or firmware setting may "
                          "put the card there."};
}

/// Says that it cannot know where capabilities were not read (pciconf without -c, or without privilege).
std::optional<Remark> checkMsi(const Situation &, const Node &node, Use use)
{
    const Function &function = node.function;
    if (use == Use::Reserved || !canBeEndpoint(function))
        return std::nullopt;
    if (function.msi || function.msix || function.lists(0x05) || function.lists(0x11))
        return std::nullopt;
    if (!function.capabilitiesKnown)
        return Remark{.severity = Severity::Note,
                      .title = "MSI is not known.",
                      .text = "Whether there is MSI or MSI-X is not known: the capabilities were not read.",
                      .evidence = {"no capabilities in what was read of the host"},
                      .source = "pciconf(8): -c needs write access to /dev/pci",
                      .hint = ""};
    const std::string name = shortName(function.address);
    if (function.capabilities.empty())
        return Remark{.severity = Severity::Block,
                      .title = "It has no capability list.",
                      .text = name + " has no capability list, so bhyve cannot give it an interrupt and refuses it.",
                      .evidence = {"pciconf -lc shows no capability of " + function.address.toString(),
                                   "bhyve: failed to initialize MSI for PCI " + function.address.toSlashed()},
                      .source = "measured on FreeBSD 12.1",
                      .hint = "No slot works; a device with MSI or MSI-X would."};
    return Remark{.severity = Severity::Warn,
                  .title = "It has neither MSI nor MSI-X.",
                  .text = name + " has neither MSI nor MSI-X: the guest gets one invented MSI, carried by a shared "
                                 "interrupt line of the host.",
                  .evidence = {std::format("{} capabilities, none of them MSI or MSI-X", function.capabilities.size())},
                  .source = "bhyve(8)",
                  .hint = ""};
}

/// Silent where the reset method could not be derived.
std::optional<Remark> checkReset(const Situation &situation, const Node &node, Use use)
{
    const Function &function = node.function;
    if (use == Use::Reserved || !canBeEndpoint(function))
        return std::nullopt;
    const std::string name = shortName(function.address);
    const auto quirk = std::ranges::find_if(situation.quirks.entries, [&](const Quirk &entry) {
        return entry.kind == Quirk::Kind::NoReset &&
               entry.matches(function.vendor, function.device, function.classCode);
    });
    if (quirk != situation.quirks.entries.end())
        return Remark{.severity = Severity::Warn,
                      .title = "It does not reset.",
                      .text = name + " may not start a second time before the host is rebooted: " + quirk->reason + ".",
                      .evidence = {identityLine(node)},
                      .source = quirk->source,
                      .hint = ""};
    if (node.reset != ResetMethod::None)
        return std::nullopt;
    std::vector<std::string> evidence{function.express ? "PCI-Express capability without FLR"
                                                       : "no PCI-Express capability"};
    evidence.push_back(function.powerManagement ? "power management says that D3hot does not reset"
                                                : "no power management capability");
    if (function.advancedFeaturesFlr)
        evidence.push_back("PCI Advanced Features has FLR, which ppt does not use");
    return Remark{.severity = Severity::Warn,
                  .title = "It cannot be reset.",
                  .text = name + " cannot be reset, so the next guest finds it as the last one left it.",
                  .evidence = std::move(evidence),
                  .source = "ppt(4) resets by PCIe FLR, else by a D3hot cycle",
                  .hint = ""};
}

/// Silent where BARs were not read; a BAR of unknown size is judged by its base alone.
std::optional<Remark> checkBarAlignment(const Situation &, const Node &node, Use use)
{
    const Function &function = node.function;
    if (use == Use::Reserved || !canBeEndpoint(function))
        return std::nullopt;
    std::vector<std::string> evidence;
    for (const Bar &bar : function.bars) {
        if (bar.kind == Bar::Kind::Io || bar.reg == 0x30)
            continue;
        if (bar.base % pageSize != 0 || (bar.size && *bar.size % pageSize != 0))
            evidence.push_back(std::format("bar [{:02x}]: base {:#x}, size {}", bar.reg, bar.base,
                                           bar.size ? std::to_string(*bar.size) : "not known"));
    }
    if (evidence.empty())
        return std::nullopt;
    return Remark{.severity = Severity::Block,
                  .title = "A memory BAR is no whole page.",
                  .text = shortName(function.address) +
                          " has a memory BAR that does not start and end on a 4 KiB page, which bhyve refuses.",
                  .evidence = std::move(evidence),
                  .source = "bhyve: \"passthru device BAR: base or size not page aligned\"",
                  .hint = "No slot works; some firmware can place BARs at page boundaries."};
}

} // namespace patchbay
