// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/device.h"
#include "plan/host_state.h"
#include "plan/identity.h"
#include "plan/renumbering.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr const char *source = "pciconf -l; bus numbers change with cards and firmware settings";

Finding found(Severity severity, const Address &address, std::string text)
{
    return {.rule = "renumbered",
            .severity = severity,
            .functions = {address},
            .cells = {},
            .text = std::move(text),
            .evidence = {},
            .source = source,
            .fix = std::nullopt};
}

std::vector<Cell> cellsOf(const Plan &plan, const Address &address)
{
    std::vector<Cell> cells;
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            if (position.host == address)
                cells.push_back({guest.name, position.slot, position.function});
        }
    }
    return cells;
}

std::string ids(const Identity &identity)
{
    return std::format("vendor 0x{:04x} device 0x{:04x}", identity.vendor.value_or(0xffff), identity.device.value_or(0xffff));
}

void addEvidence(const Situation &situation, const Whereabouts &where, Finding &finding)
{
    const Identity &expect = where.planned.expect;
    const Node *node = situation.topology.find(where.planned.host);
    if (expect.vendor && expect.device)
        finding.evidence.push_back("planned: " + ids(expect));
    if (!node) {
        finding.evidence.push_back("nothing is at " + shortName(where.planned.host) + " now");
    } else {
        const Identity now = appearanceOf(situation.topology, *node);
        finding.evidence.push_back("there now: " + ids(now));
        for (std::string &line : differences(expect, now)) {
            if (!line.starts_with("vendor") && !line.starts_with("device"))
                finding.evidence.push_back(std::move(line));
        }
    }
    if (where.now)
        finding.evidence.push_back(std::format("it is at {} now, recognised {}", shortName(*where.now), where.how));
}

/// A card of the same model in place of another: whoever changed it says so.
std::optional<Fix> acceptNew(const Situation &situation, const Plan &plan, const Remembered &planned)
{
    const Node *node = situation.topology.find(planned.host);
    if (!node || planned.expect.vendor != node->function.vendor || planned.expect.device != node->function.device)
        return std::nullopt;
    Fix fix{"Take the " + std::string(planned.expect.serial ? "new card" : "function") + " at " + shortName(planned.host), plan};
    const Identity now = identityOf(situation.topology, planned.host);
    for (Guest &guest : fix.plan.guests) {
        for (Position &position : guest.positions) {
            if (position.host == planned.host)
                position.expect = now;
        }
    }
    std::erase_if(fix.plan.remembered, [&](const Remembered &each) { return each.host == planned.host; });
    if (cellsOf(plan, planned.host).empty())
        fix.plan.remembered.push_back({planned.host, now});
    return fix;
}

/// What is in nobody's cell and not there any more can only take something else by accident.
std::optional<Fix> dropReserved(const Situation &situation, const Plan &plan, const Address &address)
{
    Fix fix{"Reserve " + shortName(address) + " no more", plan};
    if (!fix.plan.reserved)
        fix.plan.reserved = bootClaims(situation);
    if (!fix.plan.reserved)
        return std::nullopt;
    std::erase(*fix.plan.reserved, address);
    std::erase_if(fix.plan.remembered, [&](const Remembered &each) { return each.host == address; });
    return fix;
}

std::string followLabel(const std::vector<Whereabouts> &all)
{
    const auto moved = [](const Whereabouts &each) { return each.kind == Whereabouts::Kind::Moved; };
    const auto first = std::ranges::find_if(all, moved);
    if (std::ranges::count_if(all, moved) == 1)
        return std::format("Take {} instead of {}", shortName(*first->now), shortName(first->planned.host));
    return std::format("Take all {} functions at their new addresses", std::ranges::count_if(all, moved));
}

Finding judgeMoved(const Situation &situation, const Plan &plan, const Whereabouts &where,
                   const std::vector<Whereabouts> &all)
{
    Finding finding = found(Severity::Block, where.planned.host,
                            std::format("The function planned as {} is at {} now.", shortName(where.planned.host),
                                        shortName(*where.now)));
    finding.fix = Fix{followLabel(all), followMoves(situation, plan, all)};
    return finding;
}

Finding judgeOne(const Situation &situation, const Plan &plan, const Whereabouts &where,
                 const std::vector<Whereabouts> &all)
{
    using Kind = Whereabouts::Kind;
    const Address &address = where.planned.host;
    const std::string name = shortName(address);
    const bool placed = !cellsOf(plan, address).empty();
    if (where.kind == Kind::Moved)
        return judgeMoved(situation, plan, where, all);
    if (where.kind == Kind::Ambiguous)
        return found(Severity::Block, address,
                     std::format("Cannot tell which function was planned as {}: it may be {}.", name,
                                 fewNames(where.candidates)));
    const bool gone = where.kind == Kind::Gone;
    Finding finding = found(gone && !placed ? Severity::Warn : Severity::Block, address,
                            gone ? "There is no function at " + name + "."
                                 : "The function at " + name + " is not the one that was planned.");
    if (!gone)
        finding.fix = acceptNew(situation, plan, where.planned);
    if (!placed && !finding.fix)
        finding.fix = dropReserved(situation, plan, address);
    return finding;
}

bool isAbout(const std::vector<Finding> &findings, const Address &address)
{
    return std::ranges::contains(findings, address, [](const Finding &finding) { return finding.functions[0]; });
}

/// Whether nothing but the place tells one from the other.
bool looksLike(const Identity &expect, const Identity &other)
{
    return expect.vendor == other.vendor && expect.device == other.device && expect.subvendor == other.subvendor &&
        expect.subdevice == other.subdevice && expect.classCode == other.classCode && (!expect.serial || !other.serial) &&
        (expect.mark.empty() || other.mark.empty() || expect.mark == other.mark);
}

/// Whether something tells this very card from all others.
bool isKnown(const Identity &expect, const Identity &now)
{
    return (expect.serial && now.serial) || (!expect.mark.empty() && !now.mark.empty());
}

/// The hardware changed, and nothing says that this one did not change places with another.
std::optional<Finding> judgeUnmarked(const Situation &situation, const Whereabouts &where)
{
    const Identity now = appearanceOf(situation.topology, *situation.topology.find(*where.now));
    if (isKnown(where.planned.expect, now))
        return std::nullopt;
    std::vector<Address> twins;
    for (const Node &node : situation.topology.nodes)
        if (node.function.address != *where.now && looksLike(where.planned.expect, appearanceOf(situation.topology, node)) &&
            node.function.address.function == where.now->function)
            twins.push_back(node.function.address);
    if (twins.empty())
        return std::nullopt;
    return found(Severity::Note, where.planned.host,
                 std::format("Nothing tells {} from {}: it is taken for the function that was planned because it sits in its "
                             "place; whether cards changed places only a person can know.",
                             shortName(*where.now), fewNames(twins)));
}

/// It sits where it was planned, but one that looks just like it is gone: which of the two was taken out nobody can tell.
std::optional<Finding> judgeTwin(const Situation &situation, const Plan &plan, const Whereabouts &where)
{
    const Identity &expect = where.planned.expect;
    const Identity now = identityOf(situation.topology, *where.now);
    const int gone = expect.alike.value_or(0) - now.alike.value_or(0);
    if (gone <= 0 || isKnown(expect, now))
        return std::nullopt;
    Finding finding = found(Severity::Warn, where.planned.host,
                            std::format("Cannot tell whether {} is the function that was planned: {} that looked just like it {} "
                                        "gone, and none has a serial number.",
                                        shortName(where.planned.host), gone == 1 ? "one" : std::to_string(gone),
                                        gone == 1 ? "is" : "are"));
    finding.fix = acceptNew(situation, plan, where.planned);
    return finding;
}

} // namespace

/// Functions of which the plan remembers nothing can only be missing. Reserved ones count while ppt shall hold them.
std::vector<Finding> ruleRenumbered(const Situation &situation, const Plan &plan)
{
    const auto all = findAgain(situation.topology, rememberedClaims(situation, plan));
    std::vector<Finding> findings;
    for (const Whereabouts &where : all) {
        if (where.kind == Whereabouts::Kind::Same) {
            auto twin = judgeTwin(situation, plan, where);
            if (!twin)
                continue;
            findings.push_back(std::move(*twin));
        } else {
            findings.push_back(judgeOne(situation, plan, where, all));
        }
        addEvidence(situation, where, findings.back());
        findings.back().cells = cellsOf(plan, where.planned.host);
    }
    if (!findings.empty())
        for (const Whereabouts &where : all)
            if (where.kind == Whereabouts::Kind::Same && !isAbout(findings, where.planned.host))
                if (auto note = judgeUnmarked(situation, where)) {
                    note->cells = cellsOf(plan, where.planned.host);
                    findings.push_back(std::move(*note));
                }
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            if (situation.topology.find(position.host) ||
                isAbout(findings, position.host))
                continue;
            findings.push_back(found(Severity::Block, position.host, "There is no function at " + shortName(position.host) + "."));
            findings.back().cells = {{guest.name, position.slot, position.function}};
        }
    }
    return findings;
}

} // namespace patchbay
