// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "rpc/change.h"
#include "rpc/convert.h"
#include "rpc/trial_part.h"

#include <algorithm>
#include <ctime>

namespace patchbay::rpc {

namespace {

constexpr const char *nextBootPath = "/boot/nextboot.conf";

Reply<wire::Nothing> mayBeKept(const Trial &trial, const wire::EntryRequest &request)
{
    const std::string change = "change " + trial.order.id;
    if (request.id && *request.id != trial.order.id)
        return refuse(wire::code::invalidParams, "id: " + change + " waits to be confirmed, not " + request.id->substr(0, 60));
    if (trial.phase == Trial::Phase::Waiting)
        return refuse(wire::code::failed, change + " has not been tried: restart the host first, then look whether all is well");
    if (trial.phase == Trial::Phase::GoingBack)
        return refuse(wire::code::failed, change + " was not confirmed in time: the host puts the old files back");
    return {};
}

// What was tried for one boot goes into the files of every boot.
Reply<wire::Nothing> addPermanent(Session &session, const std::string &planText, ApplyOrder &order, const Call &call)
{
    const auto wanted = wire::decode<wire::Plan>(planText);
    const auto plan = wanted ? toPlan(*wanted) : pass(wanted.error());
    if (!plan)
        return refuse(wire::code::failed, "the plan of this change cannot be read: " + plan.error().toString());
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    // Its findings were decided on when it was applied; what is left is whether the files can say it.
    const Preview preview = previewPlan((*reading)->situation, *plan, (*reading)->facts.revision, ApplyMode::Persistent);
    if (preview.bootError)
        return refuse(wire::code::blocked, preview.bootError->toString());
    for (const FileEdit &edit : preview.boot.files)
        if (edit.path != nextBootPath)
            order.files.push_back({edit.path, edit.before, edit.after});
    return {};
}

// Without what would take it back, which goes last.
Result<> addRemovals(Host &host, ApplyOrder &order)
{
    for (const char *path : {nextBootPath, trialOrderPath, trialScriptPath}) {
        if (path == nextBootPath && order.mode != "next-boot")
            continue;
        auto bytes = host.readFile(path);
        if (bytes)
            order.files.push_back({path, std::move(*bytes), std::nullopt});
        else if (!isMissing(bytes.error()))
            return pass(bytes.error());
    }
    return {};
}

/// The newest change in force, where it was for one boot and nothing waits for an answer: it may be kept as well.
Result<std::optional<HistoryRecord>> oneBootChange(Host &host)
{
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    const auto last = std::ranges::find(records->rbegin(), records->rend(), "applied", &HistoryRecord::state);
    return last == records->rend() || last->mode != "next-boot" ? std::nullopt : std::optional(*last);
}

struct Kept
{
    HistoryRecord record;
    bool trial = false;
};

Reply<Kept> findKept(Host &host, const wire::EntryRequest &request)
{
    const auto trial = readTrial(host);
    if (!trial)
        return refuse(trial.error());
    if (*trial)
        if (const auto may = mayBeKept(**trial, request); !may)
            return std::unexpected(may.error());
    const auto records = readHistory(host);
    const auto oneBoot = oneBootChange(host);
    if (!records || !oneBoot)
        return refuse(records ? oneBoot.error() : records.error());
    const std::string id = *trial ? (*trial)->order.id : *oneBoot ? (*oneBoot)->id : std::string();
    const auto found = std::ranges::find(*records, id, &HistoryRecord::id);
    if (found == records->end() || (request.id && *request.id != id))
        return refuse(wire::code::failed, "no change waits to be confirmed");
    return Kept{*found, trial->has_value()};
}

} // namespace

Reply<wire::HistoryEntry> bootConfirm(Session &session, const wire::EntryRequest &request, const Call &call)
{
    const auto change = beginChange(session, "keeping a change", call);
    if (!change)
        return std::unexpected(change.error());
    Host &host = *change->host;
    const auto kept = findKept(host, request);
    if (!kept)
        return std::unexpected(kept.error());
    const HistoryRecord &record = kept->record;
    if (record.mode == "now" && session.appliedHere == record.id)
        return refuse(wire::code::failed, "confirm it over a new connection: this one may be all that is left");
    const auto plan = planOf(host, record.id);
    if (!plan)
        return refuse(plan.error());
    ApplyOrder order{.files = {}, .planText = *plan, .summary = "Keep change " + record.id, .mode = record.mode,
                     .now = std::time(nullptr), .reverts = {}, .keeps = record.id, .live = {}};
    if (record.mode == "next-boot")
        if (const auto added = addPermanent(session, *plan, order, call); !added)
            return std::unexpected(added.error());
    if (const auto added = addRemovals(host, order); !added)
        return refuse(added.error());
    const Reading seen = record.mode == "next-boot" ? **session.readingOf({}, call) : Reading();
    LivePart live;
    live.make = [&]() -> Result<> {
        if (record.copy.once)
            if (auto done = endBootOnce(host, record.copy); !done)
                return done;
        const auto off = record.mode == "next-boot" ? switchTrial(host, seen, false) : Reply<wire::Nothing>();
        return off ? Result<>() : fail(off.error().message);
    };
    if (order.mode == "next-boot")
        order.mode = "persistent";
    const auto done =
        applyOrder(host, change->lock, order, [&](const std::string &text) { call.progress(text); }, live);
    session.forget();
    if (!done)
        return refuse(done.error());
    tidyTrial(host);
    return fromRecord(*done);
}

Reply<wire::Trial> bootTrial(Session &session, const wire::Nothing &, const Call &)
{
    const auto host = session.host();
    return host ? trialOf(**host) : std::unexpected(host.error());
}

Reply<wire::Trial> bootExtend(Session &session, const wire::ExtendRequest &request, const Call &call)
{
    if (const auto good = checkPatience(request.seconds); !good)
        return refuse(wire::code::invalidParams, "seconds: " + good.error().message.substr(good.error().message.find(' ') + 1));
    const auto change = beginChange(session, "giving a change more time", call);
    if (!change)
        return std::unexpected(change.error());
    const auto trial = readTrial(*change->host);
    if (!trial)
        return refuse(trial.error());
    if (!*trial)
        return refuse(wire::code::failed, "no change waits to be confirmed");
    if (const auto more = extendTrial(*change->host, **trial, request.seconds); !more)
        return refuse(more.error());
    return trialOf(*change->host);
}

} // namespace patchbay::rpc
