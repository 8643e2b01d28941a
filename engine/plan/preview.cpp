// SPDX-License-Identifier: BSD-2-Clause
#include "plan/preview.h"

#include "base/digest.h"
#include "conf/boot_block.h"
#include "plan/guard.h"
#include "plan/next_boot.h"
#include "plan/wanted_boot.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

void add(Digest &digest, const Identity &expect)
{
    const auto maybe = [&](const auto &value) { digest.addField(value ? std::to_string(*value) : "?"); };
    maybe(expect.vendor);
    maybe(expect.device);
    maybe(expect.subvendor);
    maybe(expect.subdevice);
    maybe(expect.revision);
    maybe(expect.classCode);
    maybe(expect.serial);
    maybe(expect.alike);
    digest.addField(expect.path);
    digest.addField(expect.label);
}

void add(Digest &digest, const Guest &guest)
{
    const auto number = [&](auto value) { digest.addField(std::to_string(value)); };
    digest.addField(guest.name);
    number(guest.positions.size());
    for (const Position &position : guest.positions) {
        number(position.slot);
        number(position.function);
        digest.addField(position.host.toString());
        add(digest, position.expect);
        number(position.options.size());
        for (const std::string &option : position.options)
            digest.addField(option);
    }
    number(guest.devices.size());
    for (const GuestDevice &device : guest.devices) {
        number(device.slot);
        number(device.function);
        digest.addField(device.kind);
        digest.addField(device.config);
    }
    number(guest.memoryMiB);
    number(guest.cpus);
    number(int(guest.wired));
    number(int(guest.boot));
    for (const std::string *text : {&guest.bootrom, &guest.bootvars, &guest.loaderDisk, &guest.console})
        digest.addField(*text);
    number(guest.extra.size());
    for (const std::string &argument : guest.extra)
        digest.addField(argument);
}

void add(Digest &digest, const Plan &plan)
{
    digest.addField(std::to_string(plan.guests.size()));
    for (const Guest &guest : plan.guests)
        add(digest, guest);
    digest.addField(plan.reserved ? std::to_string(plan.reserved->size()) : "?");
    for (const Address &address : plan.reserved.value_or(std::vector<Address>{}))
        digest.addField(address.toString());
    digest.addField(std::to_string(plan.remembered.size()));
    for (const Remembered &each : plan.remembered) {
        digest.addField(each.host.toString());
        add(digest, each.expect);
    }
}

void add(Digest &digest, const BootFiles &boot)
{
    digest.addField(std::to_string(int(boot.generation)));
    digest.addField(std::to_string(boot.files.size()));
    for (const auto &[path, bytes] : boot.files) {
        digest.addField(path);
        digest.addField(bytes);
    }
    for (const std::vector<std::string> *names : {&boot.folderOrder, &boot.unreadable}) {
        digest.addField(std::to_string(names->size()));
        for (const std::string &name : *names)
            digest.addField(name);
    }
}

/// Somebody's own settings for one boot, nextboot -k above all, that a trial takes the place of.
std::optional<Finding> replacedTrial(const Situation &situation, const BootEdit &edit)
{
    const auto file = std::ranges::find(edit.files, "/boot/nextboot.conf", &FileEdit::path);
    if (file == edit.files.end() || !file->before || !situation.loader)
        return std::nullopt;
    Finding finding{.rule = "loader-overridden", .severity = Severity::Warn};
    std::string names;
    for (const Assignment &each : situation.loader->assignments)
        if (each.path == file->path && each.name != "nextboot_enable" && !blockNames().contains(each.name)) {
            names += (names.empty() ? "" : ", ") + each.name + "=\"" + each.value + '"';
            finding.evidence.push_back(std::format("{}:{} {}=\"{}\"", each.path, each.line, each.name, each.value));
        }
    if (names.empty())
        return std::nullopt;
    finding.text = std::format("{} sets {} for one boot, which may not have come yet; a trial takes its place.", file->path, names);
    finding.source = "nextboot(8)";
    return finding;
}

} // namespace

std::string previewToken(const Situation &situation, const Plan &plan, std::string_view revision, ApplyMode mode)
{
    Digest digest;
    digest.addField("patchbay preview 3");
    digest.addField(std::to_string(int(mode)));
    digest.addField(revision);
    digest.addField(situation.boot ? "boot" : "no boot");
    add(digest, situation.boot.value_or(BootFiles{}));
    add(digest, plan);
    for (const std::string &fact : guardFacts(situation, plan))
        digest.addField(fact);
    return digest.finish();
}

std::optional<ApplyMode> otherModeOf(std::string_view token, const Situation &situation, const Plan &plan,
                                     std::string_view revision, ApplyMode mode)
{
    for (const ApplyMode other : {ApplyMode::Persistent, ApplyMode::NextBoot, ApplyMode::Now})
        if (other != mode && previewToken(situation, plan, revision, other) == token)
            return other;
    return std::nullopt;
}

Preview previewPlan(const Situation &situation, const Plan &plan, std::string_view revision, ApplyMode mode)
{
    Preview preview;
    preview.token = previewToken(situation, plan, revision, mode);
    preview.findings = judge(situation, plan);
    if (mode != ApplyMode::Now) {
        const BootFiles files = situation.boot.value_or(BootFiles{});
        const WantedBoot wanted = wantedBoot(situation, plan);
        auto edit = mode == ApplyMode::NextBoot ? planTrialBoot(files, wanted) : planBootEdit(files, wanted);
        if (auto finding = edit && mode == ApplyMode::NextBoot ? replacedTrial(situation, *edit) : std::nullopt)
            preview.findings.push_back(std::move(*finding));
        if (edit)
            preview.boot = std::move(*edit);
        else
            preview.bootError = edit.error();
        if (!situation.boot)
            preview.boot.notes.push_back("the boot files were not read: shown as for a host that has none");
    }
    if (!preview.bootError)
        preview.steps = stepsFor(situation, plan, preview.boot, mode);
    preview.blocked = preview.bootError || std::ranges::any_of(preview.findings, [](const Finding &finding) {
        return finding.severity == Severity::Block;
    });
    return preview;
}

} // namespace patchbay
