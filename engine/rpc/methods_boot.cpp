// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "apply/transaction.h"
#include "plan/host_state.h"
#include "plan/next_boot.h"
#include "plan/verify.h"
#include "rpc/convert.h"
#include "rpc/live.h"
#include "rpc/preview.h"

#include <algorithm>
#include <ctime>

namespace patchbay::rpc {

namespace {

std::string summaryOf(const Plan &plan)
{
    std::size_t functions = plan.reserved ? plan.reserved->size() : 0;
    for (const Guest &guest : plan.guests)
        functions += guest.positions.size();
    const std::size_t guests = plan.guests.size();
    return std::to_string(functions) + (functions == 1 ? " function for " : " functions for ") + std::to_string(guests) +
        (guests == 1 ? " guest" : " guests");
}

wire::HistoryEntry fromRecord(const HistoryRecord &record)
{
    return {.id = record.id, .at = record.at, .mode = record.mode, .state = record.state, .summary = record.summary};
}

std::string firstBlocker(const Preview &preview)
{
    if (preview.bootError)
        return preview.bootError->toString();
    const auto found = std::ranges::find(preview.findings, Severity::Block, &Finding::severity);
    return found == preview.findings.end() ? "a finding blocks" : found->text;
}

ApplyOrder orderOf(const Preview &preview, const wire::ApplyRequest &request, const Plan &plan)
{
    ApplyOrder order{.files = {},
                     .planText = wire::encode(request.plan),
                     .summary = summaryOf(plan),
                     .mode = request.mode,
                     .now = std::time(nullptr),
                     .reverts = {}};
    for (const FileEdit &edit : preview.boot.files)
        order.files.push_back({edit.path, edit.before, edit.after});
    return order;
}

std::string whyStale(const Reading &reading, const Plan &plan, const wire::ApplyRequest &request)
{
    const auto mode = toMode(request.mode);
    const auto other = otherModeOf(request.token, reading.situation, plan, reading.facts.revision, *mode);
    return other ? "what was previewed is mode " + fromMode(*other) + ", not " + request.mode + "; preview it again"
                 : "the host or the plan is not what the preview showed; look at it again";
}

// Whether the loader of a host on ZFS reads nextboot.conf.
Reply<wire::Nothing> switchTrial(Host &host, const Reading &reading, bool on)
{
    const auto command = trialSwitch(reading.situation.boot.value_or(BootFiles()), on);
    if (command.empty())
        return {};
    const auto result = host.run(command);
    if (!result)
        return refuse(result.error());
    if (result->status != 0)
        return refuse(wire::code::failed, "zfsbootcfg: " + (result->err.empty() ? result->out : result->err));
    return {};
}

// Files of a change whose other half failed go back; its record then says that nothing of it holds.
Reply<wire::Nothing> undoFiles(Host &host, const HistoryRecord &record, const Call &call)
{
    const auto order = revertOrder(host, record.id, std::time(nullptr));
    if (!order)
        return refuse(order.error());
    if (const auto back = applyOrder(host, *order, [&](const std::string &text) { call.progress(text); }); !back)
        return refuse(back.error());
    HistoryRecord undone = record;
    if (const auto noted = setRecordState(host, undone, "undone"); !noted)
        return refuse(noted.error());
    return {};
}

// The change itself, after every check. Files first: a live change that cannot be remembered is not made.
Reply<wire::Applied> carryOut(Host &host, const Reading &reading, const Preview &preview, const ApplyOrder &order,
                              const Call &call)
{
    if (const auto recovered = recover(host); !recovered)
        return refuse(recovered.error());
    const auto record = applyOrder(host, order, [&](const std::string &text) { call.progress(text); });
    if (!record)
        return refuse(record.error());
    wire::Applied applied{.id = record->id, .mode = order.mode, .written = record->paths, .rebootNeeded = false};
    if (order.mode == "next-boot") {
        if (auto done = switchTrial(host, reading, true); !done) {
            if (const auto undone = undoFiles(host, *record, call); !undone)
                return refuse(wire::code::failed, done.error().message + "; and putting the file back failed: " +
                                                      undone.error().message);
            return std::unexpected(done.error());
        }
    }
    if (order.mode != "now") {
        applied.rebootNeeded = !order.files.empty();
        return applied;
    }
    if (const auto done = runLiveSteps(host, reading, preview.steps, call); !done) {
        HistoryRecord failed = *record;
        if (const auto noted = setRecordState(host, failed, "undone"); !noted)
            return refuse(noted.error());
        return std::unexpected(done.error());
    }
    return applied;
}

} // namespace

Reply<wire::Applied> bootApply(Session &session, const wire::ApplyRequest &request, const Call &call)
{
    const auto mode = toMode(request.mode);
    if (!mode)
        return std::unexpected(mode.error());
    const auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    if (request.confirmWithin)
        return refuse(wire::code::invalidParams, "confirmWithin: this engine keeps no timer on the host; use mode next-boot, "
                                                 "which the boot after takes back by itself");
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    const Preview preview = previewPlan((*reading)->situation, *plan, (*reading)->facts.revision, *mode);
    if (preview.token != request.token)
        return refuse(wire::code::stale, whyStale(**reading, *plan, request));
    if (preview.blocked)
        return refuse(wire::code::blocked, firstBlocker(preview));
    if (call.isCancelled())
        return refuse(wire::code::cancelled, "cancelled before anything was written");
    auto applied = carryOut(**host, **reading, preview, orderOf(preview, request, *plan), call);
    session.forget();
    return applied;
}

Reply<wire::HistoryEntry> bootConfirm(Session &session, const wire::EntryRequest &, const Call &)
{
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    return refuse(wire::code::failed, "no change waits to be confirmed");
}

Reply<wire::HistoryEntry> bootRevert(Session &session, const wire::EntryRequest &request, const Call &call)
{
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    const auto history = readHistory(**host);
    if (!history)
        return refuse(history.error());
    const auto last = std::ranges::find_if(history->rbegin(), history->rend(), [&](const HistoryRecord &record) {
        return request.id ? record.id == *request.id : record.state == "applied" && !record.paths.empty();
    });
    if (last == history->rend())
        return refuse(wire::code::invalidParams,
                      request.id ? "id: there is no change " + request.id->substr(0, 60) : "there is no change to take back");
    const auto order = revertOrder(**host, last->id, std::time(nullptr));
    if (!order)
        return refuse(order.error());
    const auto record = applyOrder(**host, *order, [&](const std::string &text) { call.progress(text); });
    if (!record)
        return refuse(record.error());
    if (last->mode == "next-boot") {
        const auto reading = session.read(call);
        if (const auto done = reading ? switchTrial(**host, **reading, false) : std::unexpected(reading.error()); !done)
            return std::unexpected(done.error());
    }
    session.forget();
    return fromRecord(*record);
}

Reply<wire::History> bootHistory(Session &session, const wire::Nothing &, const Call &)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto records = readHistory(**host);
    if (!records)
        return refuse(records.error());
    wire::History history;
    for (auto record = records->rbegin(); record != records->rend(); ++record)
        history.entries.push_back(fromRecord(*record));
    return history;
}

Reply<wire::Verification> bootVerify(Session &session, const wire::PlanRequest &request, const Call &call)
{
    const auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    // Always a fresh look: the plan was made before the boot that this is about.
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    const Verification from = verifyPlan((*reading)->situation, *plan);
    wire::Verification verification{.good = from.good, .functions = {}, .findings = fromFindings(from.findings)};
    for (const VerifiedFunction &function : from.functions)
        verification.functions.push_back(
            {function.address.toString(), function.intended, function.actual, function.good, function.cause});
    return verification;
}

Reply<wire::Nothing> bootReboot(Session &session, const wire::Nothing &, const Call &call)
{
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    call.progress("Restarting the host");
    const auto result = (*host)->run({"shutdown", "-r", "now"});
    session.forget();
    if (!result)
        return refuse(result.error());
    if (result->status != 0)
        return refuse(wire::code::failed, "shutdown -r now: " + (result->err.empty() ? result->out : result->err));
    return {};
}

Reply<wire::PlanAnswer> planCurrent(Session &session, const wire::Nothing &, const Call &call)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto reading = session.readingOf({}, call);
    if (!reading)
        return std::unexpected(reading.error());
    wire::PlanAnswer answer{.plan = {}, .revision = (*reading)->facts.revision, .oddities = {}};
    const auto stored = storedPlan(**host);
    if (!stored || !*stored)
        return answer; // a host that never saw us has no plan beside its boot files
    auto plan = wire::decode<wire::Plan>(**stored);
    if (plan)
        answer.plan = std::move(*plan);
    else
        answer.oddities.push_back({"the stored plan", plan.error().toString()});
    return answer;
}

} // namespace patchbay::rpc
