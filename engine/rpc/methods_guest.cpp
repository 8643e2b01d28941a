// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "guest/bhyve_line.h"
#include "guest/definitions.h"
#include "guest/guest_log.h"
#include "guest/owner.h"
#include "plan/identity.h"
#include "plan/judge_start.h"
#include "rpc/convert.h"
#include "rpc/guest_book.h"
#include "rpc/guest_keeper.h"
#include "rpc/guest_watch.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace patchbay::rpc {

namespace {

Reply<wire::Nothing> checkName(const std::string &name)
{
    if (isGuestName(name))
        return {};
    return refuse(wire::code::invalidParams, "name: \"" + name.substr(0, 60) + "\" is no name for a guest");
}

std::optional<wire::Guest> guestIn(const wire::Plan &plan, const std::string &name)
{
    const auto found = std::ranges::find(plan.guests, name, &wire::Guest::name);
    return found == plan.guests.end() ? std::nullopt : std::optional(*found);
}

const GuestStatus *statusOf(const std::vector<GuestStatus> &all, const std::string &name)
{
    const auto found = std::ranges::find(all, name, &GuestStatus::name);
    return found == all.end() ? nullptr : &*found;
}

bool sameState(const std::vector<GuestStatus> &first, const std::vector<GuestStatus> &second, const std::string &name)
{
    const GuestStatus *one = statusOf(first, name), *other = statusOf(second, name);
    return (!one && !other) || (one && other && one->state == other->state && one->exitStatus == other->exitStatus);
}

// The guest as it is now, read afresh: where it ended while the host was read, the host is read again, so that nobody is told
// of a guest that runs and has ended.
Reply<wire::GuestAnswer> answerFor(Session &session, Host &host, const std::string &name,
                                   std::optional<wire::Guest> definition, const Call &call)
{
    auto states = readGuestStates(host);
    auto reading = session.read(call);
    for (auto later = readGuestStates(host); reading && !sameState(states, later, name); later = readGuestStates(host)) {
        states = std::move(later);
        reading = session.read(call);
    }
    if (!reading)
        return std::unexpected(reading.error());
    wire::GuestAnswer answer;
    answer.state = guestStateOf(**reading, statusOf(states, name), name);
    if (definition) {
        const auto guest = toGuest(*definition, {});
        if (!guest)
            return refuse(guest.error(), wire::code::invalidParams);
        answer.lines = guestLines(*guest).printed();
    }
    answer.definition = std::move(definition);
    return answer;
}

// A finding that blocks, as the refusal that it is.
Reply<wire::Nothing> refuseBlocked(const std::vector<Finding> &findings)
{
    const auto blocks = std::ranges::count(findings, Severity::Block, &Finding::severity);
    if (blocks == 0)
        return {};
    std::string text = std::ranges::find(findings, Severity::Block, &Finding::severity)->text;
    if (blocks > 1)
        text += " (and " + std::to_string(blocks - 1) + " more)";
    return refuse(wire::code::blocked, std::move(text));
}

bool isBusyNow(Host &host, const std::string &name)
{
    const auto states = readGuestStates(host);
    const GuestStatus *status = statusOf(states, name);
    return status && isBusy(status->state);
}

// Whoever looks after the guest, it is asked to end; what has no bhyve any more is destroyed.
Result<> endGuest(Session &session, Host &host, const std::string &name, bool force)
{
    GuestLife *life = session.guests().find(name);
    if (!life && isBusyNow(host, name)) {
        auto adopted = session.guests().adopt(host, name);
        if (!adopted)
            return stopForeignGuest(host, name, force);
        life = *adopted;
    }
    if (!life)
        return destroyLeftover(host, name);
    life->stop(force);
    return {};
}

// Where guests are watched, what the watch has to tell comes after the answer to the request.
void lookAfterGuests(Session &session)
{
    if (session.startGuest)
        session.guests().tick([](const auto &, const auto &) {}, [](const auto &) {});
    else
        session.tick();
}

} // namespace

Reply<wire::GuestList> guestList(Session &session, const wire::Nothing &, const Call &call)
{
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    auto states = guestStates(**host, **reading);
    if (!states)
        return std::unexpected(states.error());
    return wire::GuestList{std::move(*states)};
}

Reply<wire::GuestAnswer> guestShow(Session &session, const wire::GuestRequest &request, const Call &call)
{
    if (const auto good = checkName(request.name); !good)
        return std::unexpected(good.error());
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    auto definition = definitionOf(**host, request.name);
    if (!definition)
        return std::unexpected(definition.error());
    const bool described = definition->has_value();
    auto answer = answerFor(session, **host, request.name, std::move(*definition), call);
    if (answer && !described && answer->state.state == "stopped")
        return refuse(wire::code::invalidParams, "name: there is no guest " + request.name);
    return answer;
}

Reply<wire::GuestAnswer> guestDefine(Session &session, const wire::DefineRequest &request, const Call &call)
{
    if (const auto good = checkName(request.guest.name); !good)
        return std::unexpected(good.error());
    const auto guest = toGuest(request.guest, "guest");
    if (!guest)
        return refuse(guest.error(), wire::code::invalidParams);
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    if (const auto good = refuseBlocked(judgeDefinition(*guest)); !good)
        return std::unexpected(good.error());
    const auto reading = session.readingOf({}, call);
    if (!reading)
        return std::unexpected(reading.error());
    // A file that says what its functions were is not started on others later.
    const Plan kept = withIdentities((*reading)->situation, Plan{{*guest}, std::vector<Address>(), {}});
    if (const auto written = defineGuest(**host, kept.guests[0]); !written)
        return refuse(written.error());
    return answerFor(session, **host, request.guest.name, fromGuest(kept.guests[0]), call);
}

Reply<wire::GuestAnswer> guestStart(Session &session, const wire::StartRequest &request, const Call &call)
{
    if (const auto good = checkName(request.name); !good)
        return std::unexpected(good.error());
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    auto definition = request.plan ? Reply<std::optional<wire::Guest>>(guestIn(*request.plan, request.name))
                                   : definitionOf(**host, request.name);
    if (!definition)
        return std::unexpected(definition.error());
    if (!*definition)
        return refuse(wire::code::invalidParams, "name: there is no guest " + request.name);
    const auto guest = toGuest(**definition, {});
    if (!guest)
        return refuse(guest.error(), wire::code::invalidParams);
    const auto states = readGuestStates(**host);
    if (const GuestStatus *status = statusOf(states, request.name); status && isBusy(status->state))
        return refuse(wire::code::failed, request.name + ": the guest runs already");
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    if (const auto good = refuseBlocked(judgeStart((*reading)->situation, *guest)); !good)
        return std::unexpected(good.error());
    call.progress("Starting " + request.name);
    if (session.startGuest) {
        session.guestWatch().begin(**host, request.name);
        auto answer = session.startGuest(request);
        session.forget();
        return answer;
    }
    if (const auto started = session.guests().start(**host, *guest, (*reading)->situation); !started)
        return refuse(started.error());
    return answerFor(session, **host, request.name, std::move(*definition), call);
}

Reply<wire::GuestAnswer> guestStop(Session &session, const wire::GuestRequest &request, const Call &call)
{
    if (const auto good = checkName(request.name); !good)
        return std::unexpected(good.error());
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    call.progress("Stopping " + request.name);
    session.tick(); // so that the watch knows what was before
    if (const auto stopped = endGuest(session, **host, request.name, request.force); !stopped)
        return refuse(stopped.error());
    const auto until = std::chrono::steady_clock::now() + session.stopPatience;
    while (isBusyNow(**host, request.name) && std::chrono::steady_clock::now() < until && !call.isCancelled()) {
        lookAfterGuests(session);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    lookAfterGuests(session);
    return answerFor(session, **host, request.name, std::nullopt, call);
}

Reply<wire::GuestLog> guestLog(Session &session, const wire::GuestRequest &request, const Call &)
{
    if (const auto good = checkName(request.name); !good)
        return std::unexpected(good.error());
    const auto host = session.host();
    if (!host)
        return std::unexpected(host.error());
    const auto text = guestLogTail(**host, request.name);
    if (!text && isMissing(text.error()))
        return refuse(wire::code::invalidParams, "name: guest " + request.name + " has never said anything");
    if (!text)
        return refuse(text.error());
    return wire::GuestLog{*text};
}

} // namespace patchbay::rpc
