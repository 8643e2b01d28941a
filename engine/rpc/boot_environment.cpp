// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/boot_environment.h"

#include "apply/history.h"

#include <algorithm>

namespace patchbay::rpc {

namespace {

constexpr const char *manual = "bectl(8)";

std::optional<std::vector<BootEnvironment>> listed(Host &host, const Reading &reading)
{
    const BootFiles boot = reading.situation.boot.value_or(BootFiles());
    // Loaders of 12 keep what is booted once in another place, and with UEFI take no notice of it.
    if (host.readOnlyReason() || boot.fileSystem != "zfs" || boot.generation == LoaderGeneration::Twelve)
        return std::nullopt;
    auto all = bootEnvironments(host);
    // A copy of one that /boot is no part of holds none of the files that matter.
    const bool holdsBoot = all && std::ranges::any_of(*all, [&](const BootEnvironment &each) {
        return each.booted && boot.device.ends_with('/' + each.name);
    });
    return holdsBoot ? std::move(all) : std::nullopt;
}

/// Where it is another than the running one, the one that the next boot takes.
const BootEnvironment *otherNext(const std::vector<BootEnvironment> &all)
{
    auto next = std::ranges::find(all, true, &BootEnvironment::once);
    if (next == all.end())
        next = std::ranges::find(all, true, &BootEnvironment::next);
    return next == all.end() || next->booted ? nullptr : &*next;
}

BootCopy copyOf(Host &host, const std::vector<BootEnvironment> &all, const std::string &mode, std::optional<int> confirmWithin)
{
    const auto id = nextRecordId(host);
    if (!id)
        return {};
    BootCopy copy = planBootCopy(all, *id);
    copy.once = mode == "persistent" && confirmWithin;
    return copy;
}

wire::Finding finding(std::string severity, std::string text)
{
    wire::Finding made;
    made.rule = "boot-environment";
    made.severity = std::move(severity);
    made.text = std::move(text);
    made.source = manual;
    return made;
}

std::string meaning(const BootCopy &copy)
{
    const std::string made = "Before anything is written, bectl makes the boot environment " + copy.name + " of " + copy.running;
    if (!copy.once)
        return made + "; the loader's menu offers it, should a boot with the change fail.";
    return made + ", and boots take that one; " + copy.running + ", with the change, is booted once. A boot that panics, or is "
           "cut off, is followed by one of the old files; keeping the change makes " + copy.running + " the usual one again.";
}

} // namespace

void tellBootCopy(Host &host, const Reading &reading, const wire::PlanRequest &request, wire::Preview &preview)
{
    const bool idle = preview.blocked || preview.files.empty();
    const auto all = idle || request.mode == "now" ? std::nullopt : listed(host, reading);
    const BootEnvironment *other = all ? otherNext(*all) : nullptr;
    const BootCopy copy = all && !other ? copyOf(host, *all, request.mode, request.confirmWithin) : BootCopy();
    preview.bootEnvironment = copy.name;
    if (other)
        preview.findings.push_back(finding("warn", "The next boot takes the boot environment " + other->name + ", not the one that "
                                                   "runs: what is written here is not in it."));
    if (isBootCopy(copy.running))
        preview.findings.push_back(finding(
            "warn", "This host runs the boot environment " + copy.running + ", which Patchbay made before a change: the boot with "
                    "that change did not come up, or was not kept. What is changed now is changed here, not where it was before."));
    if (!request.bootEnvironment || idle)
        return;
    if (copy.empty()) {
        preview.findings.insert(preview.findings.begin(), finding("block", "No boot environment can be made for this change."));
        preview.blocked = true;
        return;
    }
    if (copy.once)
        std::erase_if(preview.findings, [](const wire::Finding &each) { return each.rule == "trial-needs-boot"; });
    preview.findings.push_back(finding("note", meaning(copy)));
}

Reply<BootCopy> wantedBootCopy(Host &host, const Reading &reading, const wire::ApplyRequest &request)
{
    if (!request.bootEnvironment)
        return BootCopy();
    if (request.mode == "now")
        return refuse(wire::code::invalidParams, "bootEnvironment: a change of the running host writes no boot files");
    const auto all = listed(host, reading);
    if (const BootEnvironment *other = all ? otherNext(*all) : nullptr)
        return refuse(wire::code::failed, "bootEnvironment: the next boot takes " + other->name + ", not the one that runs; nothing was changed");
    BootCopy copy = all ? copyOf(host, *all, request.mode, request.confirmWithin) : BootCopy();
    if (copy.empty())
        return refuse(wire::code::failed, "bootEnvironment: /boot of this host is in no boot environment of ZFS; nothing was changed");
    return copy;
}

std::string bootCopyWords(const BootCopy &copy)
{
    return copy.empty() ? std::string() : " (boot environment " + copy.name + " holds what was before)";
}

} // namespace patchbay::rpc
