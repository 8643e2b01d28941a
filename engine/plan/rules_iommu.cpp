// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/host_state.h"

#include <algorithm>
#include <array>
#include <format>

namespace patchbay {

namespace {

std::vector<std::string> reservedRanges(const Situation &situation, const Node &node)
{
    const auto index = situation.topology.index.find(node.function.address);
    std::vector<std::string> ranges;
    for (const ReservedMemory &range : reservedMemory(situation.topology, situation.acpi)) {
        if (index != situation.topology.index.end() && std::ranges::binary_search(range.nodes, index->second))
            ranges.push_back(std::format("{} {:#x}-{:#x}", range.table, range.base, range.last));
    }
    return ranges;
}

/// Before 15 the first passthrough guest makes vmm add every function of domain 0 to a unit, and one without a unit
/// is a panic of the host.
std::vector<Address> panicking(const Situation &situation)
{
    std::vector<Address> uncovered;
    if (iommuKind(situation) != IommuKind::Intel || situation.osVersion.value_or(0) >= 1500000)
        return uncovered;
    for (const Node &node : situation.topology.nodes) {
        if (node.iommu == Coverage::Uncovered && node.function.address.domain == 0 && !node.function.heldByPpt())
            uncovered.push_back(node.function.address);
    }
    return uncovered;
}

std::vector<Address> firstFew(const std::vector<Address> &addresses)
{
    return {addresses.begin(), addresses.begin() + std::ptrdiff_t(std::min<std::size_t>(addresses.size(), 6))};
}

std::optional<std::string> virtualMachine(const Situation &situation)
{
    if (const auto guest = sysctlOf(situation, "kern.vm_guest"); guest && *guest != "none")
        return "kern.vm_guest: " + *guest;
    for (const char *name : {"smbios.system.maker", "smbios.system.product"}) {
        const auto value = kenvOf(situation, name);
        if (!value)
            continue;
        for (const char *mark : {"QEMU", "KVM", "VMware", "VirtualBox", "innotek", "Xen", "Bochs"}) {
            if (value->contains(mark))
                return std::string(name) + ": " + *value;
        }
    }
    return std::nullopt;
}

} // namespace

namespace {

/// acpidump of FreeBSD 12 prints no more of an IVRS than its header; any dump can be cut.
std::optional<Remark> coverageUnknown(const Situation &situation, IommuKind kind)
{
    if (sysctlOf(situation, "hw.vmm.iommu.initialized") == "1")
        return std::nullopt;
    const std::string table = kind == IommuKind::Amd ? "IVRS" : "DMAR";
    return Remark{.severity = Severity::Note,
                  .title = "What the IOMMU covers is not known.",
                  .text = "This host has an IOMMU, but whether it covers this function is not known: only a part of the "
                          "ACPI table " + table + " could be read.",
                  .evidence = {table + " is not complete and names no unit for the function so far"},
                  .source = "acpidump(8) before FreeBSD 13 prints only the header of IVRS",
                  .hint = ""};
}

} // namespace

/// Says that it cannot know where the ACPI tables were not read, unless the running vmm has used an IOMMU already.
std::optional<Remark> checkIommuAbsent(const Situation &situation, const Node &node, Use use)
{
    const IommuKind kind = iommuKind(situation);
    if (kind == IommuKind::Intel || kind == IommuKind::Amd)
        return node.iommu == Coverage::Unknown ? coverageUnknown(situation, kind) : std::nullopt;
    if (sysctlOf(situation, "hw.vmm.iommu.initialized") == "1")
        return std::nullopt;
    if (kind == IommuKind::Unknown)
        return Remark{.severity = Severity::Note,
                      .title = "The IOMMU is not known.",
                      .text = "Whether this host has an IOMMU is not known: its ACPI tables were not read.",
                      .evidence = {"no DMAR or IVRS table was looked for"},
                      .source = "acpidump(8) needs root",
                      .hint = ""};
    return Remark{.severity = use == Use::Placed ? Severity::Block : Severity::Warn,
                  .title = "This host has no IOMMU.",
                  .text = "This host has no IOMMU that vmm can use, so no guest can be given a PCI function.",
                  .evidence = {"ACPI has neither a DMAR (Intel VT-d) nor an IVRS (AMD-Vi) table"},
                  .source = "vmm(4); measured on FreeBSD 12.1: assigning answers ENXIO",
                  .hint = "Switch on VT-d or AMD-Vi (IOMMU) in the firmware's set-up, then look again."};
}

/// Silent where neither boot files nor sysctl are known. What the boot files will do counts before what is now.
std::optional<Remark> checkIommuDisabled(const Situation &situation, const Node &, Use use)
{
    const auto boot = bootVariable(situation, "hw.vmm.iommu.enable");
    const auto now = sysctlOf(situation, "hw.vmm.iommu.enable");
    const bool offAtBoot = boot == "0";
    if (!offAtBoot && (now != "0" || boot))
        return std::nullopt;
    std::vector<std::string> evidence;
    if (now)
        evidence.push_back("sysctl hw.vmm.iommu.enable: " + *now);
    if (situation.loader) {
        for (const Assignment &assignment : situation.loader->assignments) {
            if (assignment.name == "hw.vmm.iommu.enable")
                evidence.push_back(std::format("{}:{}: hw.vmm.iommu.enable=\"{}\"", assignment.path, assignment.line,
                                               assignment.value));
        }
    }
    const bool comesBack = situation.loader && !offAtBoot;
    if (comesBack)
        return Remark{.severity = Severity::Note,
                      .title = "The IOMMU is off until the next boot.",
                      .text = "vmm does not use the IOMMU now (hw.vmm.iommu.enable=0); the boot files leave it on, so "
                              "it works after the next boot.",
                      .evidence = std::move(evidence),
                      .source = "vmm(4)",
                      .hint = ""};
    return Remark{.severity = use == Use::Placed ? Severity::Block : Severity::Warn,
                  .title = "The IOMMU is switched off.",
                  .text = "hw.vmm.iommu.enable=0 keeps vmm from using the IOMMU, so no guest can be given a PCI function.",
                  .evidence = std::move(evidence),
                  .source = "vmm(4)",
                  .hint = "Remove hw.vmm.iommu.enable=\"0\" from the boot files and reboot."};
}

/// Silent where coverage could not be derived: iommu-absent says so then.
std::optional<Remark> checkIommuScope(const Situation &situation, const Node &node, Use use)
{
    const IommuKind kind = iommuKind(situation);
    if (kind == IommuKind::Unknown || kind == IommuKind::None)
        return std::nullopt;
    const std::string table = kind == IommuKind::Amd ? "IVRS" : "DMAR";
    const std::vector<Address> others = panicking(situation);
    if (!others.empty()) {
        std::vector<std::string> evidence{std::format("functions in no unit's scope: {}{}", shortNames(firstFew(others)),
                                                      others.size() > 6 ? " and others" : "")};
        evidence.push_back("panic: vtd_add_device: device is not in scope for any DMA remapping unit");
        return Remark{.severity = use == Use::Placed ? Severity::Block : Severity::Warn,
                      .title = "Starting a guest would panic this host.",
                      .text = "The DMAR table leaves functions without a remapping unit, and the first guest with a PCI "
                              "function would panic the host.",
                      .evidence = std::move(evidence),
                      .source = "vtd(4) before FreeBSD 15",
                      .hint = "A firmware update may bring a complete DMAR table; FreeBSD 15 answers with an error."};
    }
    if (node.iommu != Coverage::Uncovered)
        return std::nullopt;
    return Remark{.severity = use == Use::Placed ? Severity::Block : Severity::Warn,
                  .title = "No IOMMU unit covers it.",
                  .text = "No IOMMU unit covers " + shortName(node.function.address) +
                          ", so its memory accesses could not be confined to a guest.",
                  .evidence = {table + " names no unit for requester id " +
                               std::format("{:#06x}", node.function.address.routingId())},
                  .source = "vmm(4); AMD IOMMU and VT-d specifications",
                  .hint = "Another slot of the machine may be covered."};
}

/// Needs the ACPI tables; silent without them.
std::optional<Remark> checkReservedMemory(const Situation &situation, const Node &node, Use use)
{
    if (use == Use::Reserved)
        return std::nullopt;
    auto ranges = reservedRanges(situation, node);
    if (ranges.empty())
        return std::nullopt;
    return Remark{.severity = Severity::Warn,
                  .title = "Firmware has pinned memory for it.",
                  .text = "The firmware uses memory through " + shortName(node.function.address) +
                          ", which vmm does not map for a guest: it may fault or stay dead there.",
                  .evidence = std::move(ranges),
                  .source = "vmm's VT-d and AMD-Vi code ignores RMRR and IVMD",
                  .hint = ""};
}

std::vector<Finding> ruleAmdviNotEnabled(const Situation &situation, const Plan &plan)
{
    const std::vector<Address> functions = plannedClaims(situation, plan);
    if (functions.empty() || !isAmdHost(situation) || iommuKind(situation) == IommuKind::None)
        return {};
    constexpr std::array names{"hw.vmm.amdvi.enable", "hw.vmm.amdvi_enable"};
    const bool atBoot = std::ranges::any_of(names, [&](const char *name) {
        const auto value = bootVariable(situation, name);
        return value && *value != "0";
    });
    const auto now = sysctlOf(situation, names[0]);
    if (atBoot ? now != "0" : !situation.loader && now != "0")
        return {};
    Finding finding{.rule = "amdvi-not-enabled",
                    .severity = atBoot ? Severity::Note : Severity::Warn,
                    .functions = functions,
                    .cells = {},
                    .text = atBoot ? "AMD-Vi is off for passthrough now; the boot files switch it on for the next boot."
                                   : "AMD-Vi is off for passthrough: applying this plan sets hw.vmm.amdvi.enable=\"1\" "
                                     "for the next boot.",
                    .evidence = {},
                    .source = "vmm(4): hw.vmm.amdvi.enable is 0 by default",
                    .fix = std::nullopt};
    finding.evidence.push_back(now ? "sysctl hw.vmm.amdvi.enable: " + *now : "sysctl hw.vmm.amdvi.enable was not read");
    if (situation.loader && !atBoot)
        finding.evidence.push_back("the boot files do not set hw.vmm.amdvi.enable");
    return {finding};
}

/// Only the unit's registers tell caching mode; what hints at it is a DMAR table inside a virtual machine.
std::vector<Finding> ruleIommuCachingMode(const Situation &situation, const Plan &plan)
{
    const std::vector<Address> functions = plannedClaims(situation, plan);
    const auto machine = virtualMachine(situation);
    if (functions.empty() || !machine || iommuKind(situation) != IommuKind::Intel ||
        sysctlOf(situation, "hw.vmm.iommu.initialized") == "1")
        return {};
    return {{.rule = "iommu-caching-mode",
             .severity = Severity::Warn,
             .functions = functions,
             .cells = {},
             .text = "This host is a virtual machine: if its VT-d is emulated with caching mode, the first guest with a "
                     "PCI function panics it.",
             .evidence = {*machine, "panic: vtd_init: invalid caching mode"},
             .source = "vmm's VT-d code",
             .fix = std::nullopt}};
}

} // namespace patchbay
