// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/guest_book.h"

#include "apply/history.h"
#include "guest/definitions.h"
#include "guest/life.h"
#include "guest/owner.h"
#include "plan/renumbering.h"
#include "rpc/convert.h"
#include "rpc/guest_keeper.h"

#include <algorithm>
#include <set>

namespace patchbay::rpc {

namespace {

std::optional<wire::Plan> appliedPlan(Host &host)
{
    const auto stored = storedPlan(host);
    if (!stored || !*stored)
        return std::nullopt;
    auto plan = wire::decode<wire::Plan>(**stored);
    return plan ? std::optional(std::move(*plan)) : std::nullopt;
}

std::vector<wire::Guest> plannedGuests(Host &host)
{
    auto plan = appliedPlan(host);
    return plan ? std::move(plan->guests) : std::vector<wire::Guest>();
}

const GuestStatus *statusOf(const std::vector<GuestStatus> &all, const std::string &name)
{
    const auto found = std::ranges::find(all, name, &GuestStatus::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace

Reply<std::optional<wire::Guest>> definitionOf(Host &host, const std::string &name)
{
    if (const auto text = host.readFile(definitionPath(name)); text || !isMissing(text.error())) {
        const auto guest = readGuest(host, name);
        if (!guest)
            return refuse(guest.error());
        return std::optional(fromGuest(*guest));
    }
    auto planned = plannedGuests(host);
    const auto found = std::ranges::find(planned, name, &wire::Guest::name);
    return found == planned.end() ? std::nullopt : std::optional(std::move(*found));
}

Reply<std::vector<wire::GuestState>> guestStates(Host &host, const Reading &reading)
{
    const auto defined = readGuests(host);
    if (!defined)
        return refuse(defined.error());
    const auto states = readGuestStates(host);
    std::set<std::string> names;
    for (const Guest &guest : *defined)
        names.insert(guest.name);
    for (const wire::Guest &guest : plannedGuests(host))
        names.insert(guest.name);
    for (const GuestStatus &status : states)
        names.insert(status.name);
    for (const LiveGuest &guest : reading.facts.guests)
        names.insert(guest.name);
    std::vector<wire::GuestState> all;
    for (const std::string &name : names)
        all.push_back(guestStateOf(reading, statusOf(states, name), name));
    return all;
}

void completeLiveGuests(Host &host, Facts &facts)
{
    if (facts.guests.empty())
        return;
    const auto states = readGuestStates(host);
    for (LiveGuest &guest : facts.guests) {
        const GuestStatus *status = statusOf(states, guest.name);
        guest.running = guest.running || (status && isBusy(status->state) && status->processId > 0);
        if (!guest.holds.empty())
            continue;
        const auto given = [&](const Address &address) {
            const Node *node = facts.topology.find(address);
            if (node && node->function.heldByPpt() && !std::ranges::contains(guest.holds, address))
                guest.holds.push_back(address);
        };
        if (status && (isBusy(status->state) || !status->holds.empty())) {
            std::ranges::for_each(status->holds, given);
            continue;
        }
        const auto definition = definitionOf(host, guest.name);
        if (!definition || !*definition)
            continue;
        for (const wire::Position &position : (*definition)->positions) {
            if (const auto address = Address::parse(position.host))
                given(*address);
        }
    }
}

std::vector<Remembered> appliedMemory(Host &host)
{
    const auto stored = appliedPlan(host);
    const auto plan = stored ? toPlan(*stored) : fail("none");
    return plan ? rememberedBy(*plan) : std::vector<Remembered>();
}

} // namespace patchbay::rpc
