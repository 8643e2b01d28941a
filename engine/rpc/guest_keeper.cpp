// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/guest_keeper.h"

#include "guest/bhyve_cause.h"
#include "guest/owner.h"
#include "rpc/convert.h"

#include <algorithm>

namespace patchbay::rpc {

Result<> GuestKeeper::start(Host &host, const Guest &guest, const Situation &situation)
{
    // bhyve's words mean different things in different situations: the one before the start tells which.
    auto before = std::make_shared<const Situation>(situation);
    const auto explain = [before, guest](std::string_view program, int status, std::string_view output) {
        return bhyveCause(program, status, output, guest, *before);
    };
    auto life = std::make_unique<GuestLife>(host, guest, explain);
    if (Result<> started = life->start(); !started)
        return started;
    m_lives[guest.name] = std::move(life);
    return {};
}

Result<GuestLife *> GuestKeeper::adopt(Host &host, const std::string &name)
{
    auto life = std::make_unique<GuestLife>(host, Guest{.name = name}, GuestLife::Explain());
    if (const auto adopted = life->adopt(); !adopted)
        return pass(adopted.error());
    return (m_lives[name] = std::move(life)).get();
}

GuestLife *GuestKeeper::find(const std::string &name)
{
    const auto found = m_lives.find(name);
    return found == m_lives.end() || !found->second->running() ? nullptr : found->second.get();
}

void GuestKeeper::tick(const std::function<void(const std::string &, const std::string &)> &output,
                       const std::function<void(const GuestStatus &)> &changed)
{
    for (auto at = m_lives.begin(); at != m_lives.end();) {
        GuestLife &life = *at->second;
        const bool news = life.poll();
        if (const std::string text = life.takeOutput(); !text.empty())
            output(at->first, text);
        if (news)
            changed(life.status());
        at = life.running() ? std::next(at) : m_lives.erase(at);
    }
}

wire::GuestState guestStateOf(const Reading &reading, const GuestStatus *status, const std::string &name)
{
    wire::GuestState state{.name = name, .state = "stopped", .holds = {}, .exitStatus = {}, .cause = {}};
    const auto &live = reading.facts.guests;
    const auto found = std::ranges::find(live, name, &LiveGuest::name);
    const bool exists = found != live.end();
    if (exists)
        state.holds = fromAddresses(found->holds);
    using State = GuestStatus::State;
    if (status && status->state == State::Stopping)
        state.state = "stopping";
    else if ((status && isBusy(status->state)) || (exists && found->running))
        state.state = "running";
    else if (exists)
        state.state = "held";
    else if (status && status->state == State::Failed)
        state.state = "failed";
    if (status) {
        state.exitStatus = status->exitStatus;
        state.cause = status->state == State::Failed ? status->cause : "";
    }
    return state;
}

} // namespace patchbay::rpc
