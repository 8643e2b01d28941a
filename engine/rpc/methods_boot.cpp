// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "apply/next_boot_file.h"
#include "plan/identity.h"
#include "plan/verify.h"
#include "rpc/boot_environment.h"
#include "rpc/change.h"
#include "rpc/convert.h"
#include "rpc/guest_files.h"
#include "rpc/lifts.h"
#include "rpc/live.h"
#include "rpc/live_undo.h"
#include "rpc/preview.h"
#include "rpc/trial_part.h"

#include <algorithm>
#include <ctime>

namespace patchbay::rpc {

namespace {

std::string summaryOf(const Plan &plan)
{
    std::size_t functions = plan.reserved ? plan.reserved->size() : 0;
    for (const Guest &guest : plan.guests)
        functions += guest.positions.size();
    const auto given = std::size_t(std::ranges::count_if(plan.guests, [](const Guest &guest) { return !guest.positions.empty(); }));
    const std::size_t guests = given > 0 ? given : plan.guests.size();
    return std::to_string(functions) + (functions == 1 ? " function for " : " functions for ") + std::to_string(guests) +
        (guests == 1 ? " guest" : " guests");
}

std::string firstBlocker(const Preview &preview)
{
    if (preview.bootError)
        return preview.bootError->toString();
    const auto found = std::ranges::find(preview.findings, Severity::Block, &Finding::severity);
    return found == preview.findings.end() ? "a finding blocks" : found->text;
}

// A guest's file changes nothing until the guest starts.
bool isBootFile(const std::string &path)
{
    return path.starts_with("/boot/");
}

// What the host remembers of the plan tells later whether a function is still the one that was meant.
ApplyOrder orderOf(const Preview &preview, const wire::ApplyRequest &request, const Plan &plan, const Situation &situation)
{
    ApplyOrder order{.files = {},
                     .planText = wire::encode(fromPlan(withIdentities(situation, plan))),
                     .summary = summaryOf(plan) + liftedWords(preview.findings),
                     .mode = request.mode,
                     .now = std::time(nullptr),
                     .reverts = {},
                     .live = {}};
    for (const FileEdit &edit : preview.boot.files)
        order.files.push_back({edit.path, edit.before, edit.after});
    return order;
}

void keepCopyIn(ApplyOrder &order, const BootCopy &copy)
{
    if (order.files.empty())
        return;
    order.copy = copy;
    order.summary += bootCopyWords(copy);
}

Reply<wire::Nothing> makeCopy(Host &host, const BootCopy &copy, const Call &call)
{
    if (copy.empty())
        return {};
    call.progress("Making the boot environment " + copy.name);
    const auto made = makeBootCopy(host, copy);
    return made ? Reply<wire::Nothing>() : refuse(wire::code::failed, made.error().toString() + "; nothing was changed");
}

std::string whyStale(const Reading &reading, const Plan &plan, const wire::ApplyRequest &request)
{
    const auto mode = toMode(request.mode);
    const auto other = otherModeOf(request.token, reading.situation, plan, reading.facts.revision, *mode);
    return other ? "what was previewed is mode " + fromMode(*other) + ", not " + request.mode + "; preview it again"
                 : "the host or the plan is not what the preview showed; look at it again";
}

Reply<wire::Nothing> say(const Result<> &done)
{
    return done ? Reply<wire::Nothing>() : refuse(done.error());
}

// On ZFS the loader takes the file at every boot for which the pool has no word, and power may fail between the two.
Reply<wire::Nothing> disarm(Host &host, const Reading &reading, const ApplyOrder &order)
{
    const bool appears = order.mode == "next-boot" && std::ranges::any_of(order.files, [](const FileWrite &file) {
        return file.path == nextBootPath && !file.before;
    });
    return appears ? switchTrial(host, reading, false) : Reply<wire::Nothing>();
}

// The change itself, after every check: files first, since a live change that cannot be remembered is not made.
Reply<wire::Applied> carryOut(Session &session, const HostChange &change, const Reading &reading, const Preview &preview,
                              const ApplyOrder &order, const TrialPart &trial, const Call &call)
{
    if (const auto off = disarm(*change.host, reading, order); !off)
        return std::unexpected(off.error());
    std::optional<wire::Failure> refused;
    LivePart live;
    live.make = [&]() -> Result<> {
        Reply<wire::Nothing> done;
        if (order.mode == "next-boot" && !order.files.empty())
            done = switchTrial(*change.host, reading, true);
        else if (order.mode == "now")
            done = runLiveSteps(*change.host, reading, preview.steps, call);
        if (done)
            done = trial.mark(*change.host, order.mode);
        if (done && order.copy.once)
            done = say(bootOnce(*change.host, order.copy));
        if (done)
            return {};
        refused = done.error();
        return fail(done.error().message);
    };
    live.takeBack = [&](const HistoryRecord &record) -> Result<> {
        const auto taken = takeLiveBack(session, record, call);
        return taken ? Result<>() : fail(taken.error().message);
    };
    const auto record =
        applyOrder(*change.host, change.lock, order, [&](const std::string &text) { call.progress(text); }, live);
    if (!record)
        return refuse(refused ? refused->code : wire::code::failed, record.error().toString());
    if (order.mode == "now") {
        trial.startNow(*change.host);
        session.appliedHere = record->id;
    }
    return wire::Applied{.id = record->id,
                         .mode = order.mode,
                         .written = record->paths,
                         .rebootNeeded = order.mode != "now" && std::ranges::any_of(record->paths, isBootFile)};
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
    if (const auto good = checkPatience(request.confirmWithin); !good)
        return std::unexpected(good.error());
    const auto change = beginChange(session, "applying a change (" + request.mode + ")", call);
    if (!change)
        return std::unexpected(change.error());
    if (const auto free = refuseWhileTrial(*change->host); !free)
        return std::unexpected(free.error());
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    const auto lifted = liftGuards(**reading, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    const Preview preview = previewOn(*change->host, **lifted, *plan, *mode);
    if (preview.token != request.token)
        return refuse(wire::code::stale, whyStale(**lifted, *plan, request));
    if (preview.blocked)
        return refuse(wire::code::blocked, firstBlocker(preview));
    if (call.isCancelled())
        return refuse(wire::code::cancelled, "cancelled before anything was written");
    // A copy, since taking a half-made change back reads the host again.
    const Reading seen = **lifted;
    ApplyOrder order = orderOf(preview, request, *plan, seen.situation);
    if (*mode == ApplyMode::Now)
        order.live = effectOf(seen, preview.steps);
    const auto copy = wantedBootCopy(*change->host, seen, request);
    if (!copy)
        return std::unexpected(copy.error());
    keepCopyIn(order, *copy);
    const auto trial = addTrialPart(*change->host, seen, preview, request, order);
    if (!trial)
        return std::unexpected(trial.error());
    if (const auto made = makeCopy(*change->host, order.copy, call); !made)
        return std::unexpected(made.error());
    auto applied = carryOut(session, *change, seen, preview, order, *trial, call);
    if (!applied && !order.copy.empty())
        dropBootCopy(*change->host, order.copy);
    session.forget();
    return applied;
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
