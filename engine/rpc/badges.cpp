// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/snapshot.h"

#include "pci/coverage.h"
#include "plan/host_state.h"

#include <algorithm>

namespace patchbay::rpc {

namespace {

std::string counted(std::size_t count, const char *noun)
{
    return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

bool isFreeBsd(const Reading &reading)
{
    return reading.facts.system == "FreeBSD";
}

wire::HostBadge iommuBadge(const Reading &reading)
{
    const Situation &situation = reading.situation;
    const IommuSummary summary = summariseIommu(situation.acpi);
    if (summary.kind == IommuSummary::Kind::Unknown)
        return {"note", "IOMMU not known", "no ACPI table was read, so nobody can tell whether this host has an IOMMU"};
    if (summary.kind == IommuSummary::Kind::None)
        return {"block", "no IOMMU", "the firmware describes no IOMMU (neither DMAR nor IVRS): passthrough is impossible"};
    const bool amd = summary.kind == IommuSummary::Kind::Amd;
    const std::string name = amd ? "AMD-Vi" : "VT-d";
    const std::string table = amd ? "IVRS" : "DMAR";
    const std::string units = counted(summary.units, "unit") + (summary.complete ? "" : " or more");
    if (summary.units == 0 && summary.complete)
        return {"block", name + " without a unit", "the firmware's " + table + " table describes no IOMMU: passthrough is impossible"};
    const bool known = summary.units > 0;
    if (!isFreeBsd(reading))
        return {known ? "ok" : "note", name + (known ? ", " + units : ", units not known"), "described by the firmware's ACPI tables"};
    const bool off = kenvOf(situation, "hw.vmm.iommu.enable") == "0" || sysctlOf(situation, "hw.vmm.iommu.enable") == "0";
    if (off)
        return {"block", name + " off", "hw.vmm.iommu.enable is 0"};
    if (amd && kenvOf(situation, "hw.vmm.amdvi.enable").value_or("0") == "0" &&
        sysctlOf(situation, "hw.vmm.amdvi.enable").value_or("0") == "0")
        return {"warn", name + " off", "AMD-Vi needs hw.vmm.amdvi.enable=\"1\" in loader.conf"};
    if (!known)
        return {"note", name + ", units not known", "only a part of the firmware's " + table + " table could be read"};
    return {"ok", name + " on, " + units, "described by the firmware's ACPI tables and not switched off"};
}

wire::HostBadge vmmBadge(const Reading &reading)
{
    const Situation &situation = reading.situation;
    const auto &modules = situation.modules;
    const bool loaded = modules && std::ranges::any_of(*modules, [](const std::string &name) {
        return name == "vmm" || name == "vmm.ko";
    });
    if (!modules)
        return {"note", "vmm not known", "the list of kernel modules could not be read"};
    if (loaded && kenvOf(situation, "vmm_load"))
        return {"ok", "vmm preloaded", "loaded beside the kernel, so ppt takes its devices before other drivers do"};
    if (loaded && vmmAtBoot(situation) == false)
        return {"warn", "vmm loaded late", "loaded by hand; ppt then takes only devices that no driver has"};
    if (loaded)
        return {"ok", "vmm loaded", ""};
    if (vmmAtBoot(situation) == true)
        return {"note", "vmm at next boot", "the boot files load it"};
    return {"note", "vmm not loaded", "without vmm.ko no guest runs; applying a plan loads it at boot"};
}

wire::HostBadge pptBadge(const Reading &reading)
{
    const auto &nodes = reading.situation.topology.nodes;
    const auto held = std::ranges::count_if(nodes, [](const Node &node) { return node.function.heldByPpt(); });
    return {"note", "ppt holds " + std::to_string(held) + " of " + std::to_string(nodes.size()),
            "functions reserved for guests, of all functions of this host"};
}

} // namespace

bool rebootNeeded(const Reading &reading)
{
    const Situation &situation = reading.situation;
    const auto boot = bootClaims(situation), running = runningClaims(situation);
    return boot && running && *boot != *running;
}

std::vector<wire::HostBadge> makeBadges(const Reading &reading)
{
    std::vector<wire::HostBadge> badges{iommuBadge(reading)};
    if (!isFreeBsd(reading))
        return badges;
    badges.push_back(vmmBadge(reading));
    badges.push_back(pptBadge(reading));
    if (rebootNeeded(reading))
        badges.push_back({"warn", "reboot needed", "the boot files name other passthrough devices than the running kernel was started with"});
    return badges;
}

} // namespace patchbay::rpc
