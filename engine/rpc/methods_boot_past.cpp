// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "apply/next_boot_file.h"
#include "apply/restore.h"
#include "base/digest.h"
#include "conf/diff.h"
#include "plan/guard.h"
#include "plan/host_state.h"
#include "rpc/change.h"
#include "rpc/convert.h"
#include "rpc/lifts.h"
#include "rpc/trial_part.h"

#include <algorithm>
#include <ctime>

namespace patchbay::rpc {

namespace {

using Content = std::optional<std::string>;

wire::FileChange differenceOf(const std::string &path, const Content &before, const Content &after, std::string note)
{
    if (note.empty() && !before)
        note = "was made";
    if (note.empty() && !after)
        note = "was removed";
    return {.path = path,
            .before = before,
            .after = after.value_or(""),
            .diff = unifiedDiff(before.value_or(""), after.value_or(""), before ? path : "/dev/null", after ? path : "/dev/null"),
            .note = std::move(note)};
}

Reply<Point> pointOf(const Past &past, const std::string &text, const std::string &member)
{
    const auto point = parsePoint(text);
    const auto good = point ? past.check(*point) : Result<>(pass(point.error()));
    if (!good)
        return refuse(wire::code::invalidParams, member + ": " + good.error().toString());
    return *point;
}

/// A way back with everything that decides whether it may be taken.
struct JudgedWay
{
    Restore restore;
    std::vector<Finding> findings;
    std::string token;

    [[nodiscard]] bool blocked() const { return !restore.refusals.empty() || anyBlocks(findings); }
};

/// The plan that was in force then, with what the boot files of then claim beside it.
Plan planOfThen(const std::string &text, const Situation &then, std::vector<std::string> &notes)
{
    Plan plan;
    if (!text.empty()) {
        const auto stored = wire::decode<wire::Plan>(text);
        auto read = stored ? toPlan(*stored) : pass(stored.error());
        if (read)
            plan = std::move(*read);
        else
            notes.push_back("the plan of then cannot be read: " + read.error().toString());
    }
    plan.reserved = bootClaims(then);
    return plan;
}

std::string tokenOf(const Restore &restore, const Situation &then, const Plan &plan)
{
    Digest digest;
    digest.addField("patchbay restore 1");
    digest.addField(restore.order.summary);
    for (const FileWrite &file : restore.order.files) {
        digest.addField(file.path);
        for (const Content *content : {&file.before, &file.after}) {
            digest.addField(*content ? "+" : "-");
            digest.addField(content->value_or(""));
        }
    }
    for (const std::string &fact : guardFacts(then, plan))
        digest.addField(fact);
    return digest.finish();
}

// Old boot files may claim what the host stands on today: cards move, disks are added.
JudgedWay judgeWay(Restore restore, const Reading &reading)
{
    Situation then = reading.situation;
    if (then.boot) {
        BootEdit edit;
        for (const FileWrite &file : restore.order.files)
            if (file.path.starts_with("/boot/"))
                edit.files.push_back({file.path, file.before, file.after});
        then.boot = withoutNextBoot(applied(*then.boot, edit));
        then.loader = evaluateLoader(*then.boot);
    }
    const Plan plan = planOfThen(restore.order.planText, then, restore.notes);
    JudgedWay way{.restore = std::move(restore), .findings = judge(then, plan), .token = {}};
    std::erase_if(way.findings, [](const Finding &finding) { return !isGuard(finding.rule) && finding.rule != "renumbered"; });
    way.token = tokenOf(way.restore, then, plan);
    return way;
}

Reply<JudgedWay> wayTo(Session &session, Host &host, const wire::RestoreRequest &request, const Call &call)
{
    const auto point = parsePoint(request.to);
    if (!point)
        return refuse(wire::code::invalidParams, "to: " + point.error().toString());
    auto restore = restoreOrder(host, *point, std::time(nullptr));
    if (!restore)
        return refuse(wire::code::invalidParams, "to: " + restore.error().toString());
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    const auto lifted = liftGuards(**reading, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    return judgeWay(std::move(*restore), **lifted);
}

std::string whyNot(const JudgedWay &way)
{
    if (!way.restore.refusals.empty())
        return way.restore.refusals.front().path + ": " + way.restore.refusals.front().reason;
    return std::ranges::find(way.findings, Severity::Block, &Finding::severity)->text;
}

} // namespace

Reply<wire::Comparison> bootCompare(Session &session, const wire::CompareRequest &request, const Call &)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto past = Past::read(**host);
    if (!past)
        return refuse(past.error());
    const auto from = pointOf(*past, request.from, "from"), to = pointOf(*past, request.to, "to");
    if (!from || !to)
        return std::unexpected(from ? to.error() : from.error());
    wire::Comparison comparison;
    for (const std::string &path : past->paths()) {
        const PastFile before = past->at(path, *from), after = past->at(path, *to);
        if (!before.unknown.empty() || !after.unknown.empty())
            comparison.notes.push_back(path + ": " + (before.unknown.empty() ? after.unknown : before.unknown));
        else if (before.bytes != after.bytes)
            comparison.files.push_back(differenceOf(path, before.bytes, after.bytes, {}));
    }
    return comparison;
}

Reply<wire::Restoration> bootPreview(Session &session, const wire::RestoreRequest &request, const Call &call)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    auto way = wayTo(session, **host, request, call);
    if (!way)
        return std::unexpected(way.error());
    wire::Restoration shown{.token = way->token, .files = {}, .refused = {}, .findings = fromFindings(way->findings),
                            .notes = std::move(way->restore.notes), .blocked = way->blocked()};
    for (const FileWrite &file : way->restore.order.files)
        shown.files.push_back(differenceOf(file.path, file.before, file.after, {}));
    for (const Restore::Refusal &refusal : way->restore.refusals)
        shown.refused.push_back(differenceOf(refusal.path, refusal.left, refusal.found, refusal.reason));
    if (shown.files.empty() && shown.refused.empty())
        shown.notes.emplace_back("the files are as they were then");
    return shown;
}

Reply<wire::HistoryEntry> bootRestore(Session &session, const wire::RestoreRequest &request, const Call &call)
{
    const auto change = beginChange(session, "going back in the history", call);
    if (!change)
        return std::unexpected(change.error());
    Host &host = *change->host;
    if (const auto free = refuseWhileTrial(host); !free)
        return std::unexpected(free.error());
    auto way = wayTo(session, host, request, call);
    if (!way)
        return std::unexpected(way.error());
    if (way->blocked())
        return refuse(wire::code::blocked, whyNot(*way));
    if (way->token != request.token)
        return refuse(wire::code::stale, "the host is not what the preview showed; look at it again");
    ApplyOrder &order = way->restore.order;
    if (order.files.empty())
        return refuse(wire::code::failed, "the files are as they were then: there is nothing to do");
    order.summary += liftedWords(way->findings);
    const Reading seen = **session.readingOf({}, call);
    LivePart live;
    if (std::ranges::contains(order.files, nextBootPath, &FileWrite::path))
        live.make = [&]() -> Result<> {
            const auto off = switchTrial(host, seen, false);
            return off ? Result<>() : fail(off.error().message);
        };
    const auto done = applyOrder(host, change->lock, order, [&](const std::string &text) { call.progress(text); }, live);
    session.forget();
    if (!done)
        return refuse(done.error());
    tidyTrial(host);
    return fromRecord(*done);
}

Reply<wire::Exported> bootExport(Session &session, const wire::Nothing &, const Call &call)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto reading = session.readingOf({}, call);
    const std::string name = reading ? (*reading)->facts.machineName.value_or(session.spec()) : session.spec();
    auto text = historyText(**host, name);
    return text ? Reply<wire::Exported>(wire::Exported{std::move(*text)}) : refuse(text.error());
}

} // namespace patchbay::rpc
