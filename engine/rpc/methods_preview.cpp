// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "conf/diff.h"
#include "guest/bhyve_config.h"
#include "guest/bhyve_line.h"
#include "rpc/convert.h"
#include "rpc/guest_files.h"
#include "rpc/lifts.h"
#include "rpc/preview.h"

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

wire::Finding fromBootError(const Error &error)
{
    wire::Finding finding;
    finding.rule = "boot-files";
    finding.severity = "block";
    finding.text = "The boot files cannot be changed: " + error.toString() + '.';
    return finding;
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
    return fromPreview(previewOn(**host, *asked->reading, asked->plan, *mode), asked->plan);
}

} // namespace patchbay::rpc
