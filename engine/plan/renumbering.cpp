// SPDX-License-Identifier: BSD-2-Clause
#include "plan/renumbering.h"

#include "plan/host_state.h"
#include "plan/identity.h"

#include <algorithm>
#include <map>
#include <set>

namespace patchbay {

namespace {

/// The reserve that a plan has after the moves; nullopt: still the boot files'.
std::optional<std::vector<Address>> reserveAfter(const Situation &situation, const Plan &plan,
                                                 const std::map<Address, Address> &moves)
{
    std::set<Address> placed;
    for (const Guest &guest : plan.guests)
        std::ranges::for_each(guest.positions, [&](const Position &position) { placed.insert(position.host); });
    auto reserved = plan.reserved;
    if (!reserved) {
        reserved = bootClaims(situation);
        if (reserved)
            std::erase_if(*reserved, [&](const Address &address) { return placed.contains(address); });
    }
    if (!reserved)
        return reserved;
    for (Address &address : *reserved) {
        if (const auto move = moves.find(address); move != moves.end())
            address = move->second;
    }
    return reserved;
}

} // namespace

std::vector<Remembered> rememberedBy(const Plan &plan)
{
    std::vector<Remembered> all;
    const auto add = [&](const Remembered &each) {
        if (!each.expect.empty() && !std::ranges::contains(all, each.host, &Remembered::host))
            all.push_back(each);
    };
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions)
            add({position.host, position.expect});
    }
    std::ranges::for_each(plan.remembered, add);
    return all;
}

std::vector<Remembered> rememberedClaims(const Situation &situation, const Plan &plan)
{
    const std::vector<Address> claims = plannedClaims(situation, plan);
    auto all = rememberedBy(plan);
    for (const Remembered &each : situation.remembered) {
        if (!std::ranges::contains(all, each.host, &Remembered::host))
            all.push_back(each);
    }
    std::erase_if(all, [&](const Remembered &each) { return !std::ranges::binary_search(claims, each.host); });
    return all;
}

Plan followMoves(const Situation &situation, const Plan &plan, std::span<const Whereabouts> found)
{
    std::map<Address, Address> moves;
    for (const Whereabouts &each : found) {
        if (each.kind == Whereabouts::Kind::Moved)
            moves.emplace(each.planned.host, *each.now);
    }
    if (moves.empty())
        return plan;
    Plan after = plan;
    after.reserved = reserveAfter(situation, plan, moves);
    std::erase_if(after.remembered, [&](const Remembered &each) { return moves.contains(each.host); });
    const auto follow = [&](Address &host, Identity &expect) {
        const auto move = moves.find(host);
        if (move == moves.end())
            return;
        host = move->second;
        expect = identityOf(situation.topology, host);
    };
    for (Guest &guest : after.guests) {
        for (Position &position : guest.positions)
            follow(position.host, position.expect);
    }
    for (const auto &[was, now] : moves) {
        if (after.reserved && std::ranges::contains(*after.reserved, now))
            after.remembered.push_back({now, identityOf(situation.topology, now)});
    }
    return after;
}

} // namespace patchbay
