// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "apply/past.h"
#include "rpc/change.h"
#include "rpc/live.h"
#include "rpc/live_undo.h"
#include "rpc/trial_part.h"

#include <algorithm>
#include <ctime>

namespace patchbay::rpc {

namespace {

// The change that a request means, else the last one that is in force.
Reply<HistoryRecord> wanted(Host &host, const wire::EntryRequest &request)
{
    const auto history = readHistory(host);
    if (!history)
        return refuse(history.error());
    const auto last = std::ranges::find_if(history->rbegin(), history->rend(), [&](const HistoryRecord &record) {
        return request.id ? record.id == *request.id
                          : record.state == "applied" && (!std::ranges::all_of(record.paths, isTrialFile) || !record.live.empty());
    });
    if (last == history->rend())
        return refuse(wire::code::invalidParams,
                      request.id ? "id: there is no change " + request.id->substr(0, 60) : "there is no change to take back");
    return *last;
}

// What goes back on the running host is kept too, so that taking back can itself be taken back.
Reply<wire::Nothing> addLive(Session &session, const HistoryRecord &record, ApplyOrder &order, const Call &call)
{
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    const LiveUndo undo = planUndo(**reading, record.live);
    order.live = effectOf(**reading, undo.steps);
    for (const std::string &note : undo.notes)
        order.summary += (&note == undo.notes.data() ? ": " : "; ") + note;
    return {};
}

LivePart undoOf(Session &session, const HistoryRecord &record, const Call &call)
{
    const auto say = [](const Reply<wire::Nothing> &done) { return done ? Result<>() : fail(done.error().message); };
    LivePart live;
    live.make = [&session, record, &call, say]() -> Result<> { return say(takeLiveBack(session, record, call)); };
    live.takeBack = [&session, &call, say](const HistoryRecord &half) -> Result<> {
        return say(takeLiveBack(session, half, call));
    };
    return live;
}

} // namespace

Reply<wire::HistoryEntry> bootRevert(Session &session, const wire::EntryRequest &request, const Call &call)
{
    const auto change = beginChange(session, "taking a change back", call);
    if (!change)
        return std::unexpected(change.error());
    Host &host = *change->host;
    const auto record = wanted(host, request);
    if (!record)
        return std::unexpected(record.error());
    if (const auto free = refuseWhileTrial(host, record->id); !free)
        return std::unexpected(free.error());
    auto order = revertOrder(host, record->id, std::time(nullptr));
    if (!order)
        return refuse(order.error());
    if (!record->live.empty())
        if (const auto added = addLive(session, *record, *order, call); !added)
            return std::unexpected(added.error());
    const auto done = applyOrder(host, change->lock, *order, [&](const std::string &text) { call.progress(text); },
                                 undoOf(session, *record, call));
    session.forget();
    if (!done)
        return refuse(done.error());
    tidyTrial(host);
    return fromRecord(*done);
}

Reply<wire::History> bootHistory(Session &session, const wire::Nothing &, const Call &)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto past = Past::read(**host);
    if (!past)
        return refuse(past.error());
    const HistoryView &view = past->view();
    wire::History history{.entries = {}, .dropped = int(view.dropped), .limit = int(historyLimit),
                          .limitBytes = std::int64_t(historyBytes)};
    for (const HistoryRecord &record : view.records) {
        wire::HistoryEntry entry = fromRecord(record);
        if (const std::string remark = past->remark(record); !remark.empty())
            entry.summary += " (" + remark + ')';
        history.entries.push_back(std::move(entry));
    }
    for (const DamagedRecord &damaged : view.damaged)
        history.entries.push_back({.id = damaged.id, .at = 0, .mode = {}, .state = "damaged", .summary = damaged.reason});
    std::ranges::sort(history.entries, std::ranges::greater(), &wire::HistoryEntry::id);
    return history;
}

} // namespace patchbay::rpc
