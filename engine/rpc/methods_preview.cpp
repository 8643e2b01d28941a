// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "conf/diff.h"
#include "guest/bhyve_config.h"
#include "guest/bhyve_line.h"
#include "rpc/boot_environment.h"
#include "rpc/convert.h"
#include "rpc/guest_files.h"
#include "rpc/lifts.h"
#include "rpc/preview.h"
#include "rpc/trial_part.h"

namespace patchbay::rpc {

namespace {

wire::FileChange fromEdit(const FileEdit &edit, const BootEdit &all)
{
    wire::FileChange change{.path = edit.path,
                            .before = edit.before,
                            .after = edit.after.value_or(""),
                            .diff = unifiedDiff(edit.before.value_or(""), edit.after.value_or(""),
                                                edit.before ? edit.path : "/dev/null",
                                                edit.after ? edit.path : "/dev/null"),
                            .note = {}};
    if (edit.path == all.target) {
        for (const std::string &note : all.notes)
            change.note += (change.note.empty() ? "" : "; ") + note;
    }
    return change;
}

wire::Finding findingOf(std::string rule, std::string severity, std::string text)
{
    wire::Finding finding;
    finding.rule = std::move(rule);
    finding.severity = std::move(severity);
    finding.text = std::move(text);
    return finding;
}

wire::Finding fromBootError(const Error &error)
{
    return findingOf("boot-files", "block", "The boot files cannot be changed: " + error.toString() + '.');
}

// A preview that hides a file would be a surprise.
void addTrial(Host &host, const Reading &reading, const Preview &from, const wire::PlanRequest &request, wire::Preview &preview)
{
    const auto files = trialFiles(host, reading, from, request.mode, request.confirmWithin);
    if (!files) {
        preview.findings.insert(preview.findings.begin(), findingOf("trial-waits", "block", files.error().message + '.'));
        preview.blocked = true;
        return;
    }
    for (const FileWrite &file : *files) {
        wire::FileChange change = fromEdit({file.path, file.before, file.after}, {});
        change.note = file.path == trialScriptPath ? "takes the change back unless it is confirmed; goes when it is"
                                                   : "what that puts back, and how long it waits";
        preview.files.push_back(std::move(change));
    }
    if (!files->empty() && request.mode == "persistent")
        preview.findings.push_back(findingOf(
            "trial-needs-boot", "note",
            "A boot that fails before start scripts run, by a kernel panic for one, cannot take this change back, and the next "
            "boot finds it again; a change for the next boot only falls back by itself."));
}

} // namespace

Reply<ApplyMode> toMode(const std::string &mode)
{
    if (mode == "persistent")
        return ApplyMode::Persistent;
    if (mode == "next-boot")
        return ApplyMode::NextBoot;
    if (mode == "now")
        return ApplyMode::Now;
    return refuse(wire::code::invalidParams, "mode: it may be persistent, next-boot or now");
}

std::string fromMode(ApplyMode mode)
{
    return mode == ApplyMode::Persistent ? "persistent" : mode == ApplyMode::NextBoot ? "next-boot" : "now";
}

wire::Preview fromPreview(const Preview &from, const Plan &plan)
{
    wire::Preview preview;
    preview.token = from.token;
    preview.findings = fromFindings(from.findings);
    if (from.bootError)
        preview.findings.insert(preview.findings.begin(), fromBootError(*from.bootError));
    preview.blocked = from.blocked;
    for (const FileEdit &edit : from.boot.files)
        preview.files.push_back(fromEdit(edit, from.boot));
    for (const Guest &guest : plan.guests)
        preview.guests.push_back({guest.name, guestLines(guest).printed(), guestConfig(guest)});
    for (const Step &step : from.steps)
        preview.steps.push_back({std::string(stepName(step.kind)), step.text});
    return preview;
}

Reply<wire::Preview> planPreview(Session &session, const wire::PlanRequest &request, const Call &call)
{
    const auto mode = toMode(request.mode);
    if (!mode)
        return std::unexpected(mode.error());
    const auto asked = askedOf(session, request, call);
    if (!asked)
        return std::unexpected(asked.error());
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    if (const auto good = checkPatience(request.confirmWithin); !good)
        return std::unexpected(good.error());
    const Preview preview = previewOn(**host, *asked->reading, asked->plan, *mode);
    wire::Preview shown = fromPreview(preview, asked->plan);
    if (request.confirmWithin && !(*host)->readOnlyReason())
        addTrial(**host, *asked->reading, preview, request, shown);
    tellBootCopy(**host, *asked->reading, request, shown);
    return shown;
}

} // namespace patchbay::rpc
