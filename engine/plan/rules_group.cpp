// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/board.h"
#include "plan/device.h"
#include "plan/identity.h"
#include "plan/host_state.h"

#include <algorithm>
#include <format>
#include <map>
#include <set>

namespace patchbay {

namespace {

struct Place
{
    Cell cell;
    Address host;
};

std::vector<Place> placesOf(const Plan &plan, const std::vector<Address> &members)
{
    std::vector<Place> places;
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            if (std::ranges::contains(members, position.host))
                places.push_back({{guest.name, position.slot, position.function}, position.host});
        }
    }
    return places;
}

bool keepsTogether(const std::vector<Place> &places)
{
    return std::ranges::all_of(places, [&](const Place &place) {
        return place.cell.guest == places[0].cell.guest && place.cell.slot == places[0].cell.slot &&
               place.cell.function == place.host.function;
    });
}

/// The whole device in the guest that has its first function, in that slot if its cells are free, else in an empty one.
std::optional<Fix> putTogether(const Situation &situation, const Plan &plan, const Coupling &coupling,
                               const Place &anchor)
{
    Fix fix{"", plan};
    Guest *target = nullptr;
    for (Guest &guest : fix.plan.guests) {
        std::erase_if(guest.positions, [&](const Position &p) { return std::ranges::contains(coupling.members, p.host); });
        if (guest.name == anchor.cell.guest && !target)
            target = &guest;
    }
    const Board board(*target);
    const auto fits = [&](int slot) {
        return onBoard(slot, 0) && !board.reservedFor(slot) && std::ranges::all_of(coupling.members, [&](const Address &a) {
                   return onBoard(slot, a.function) && board.users(slot, a.function) == 0;
               });
    };
    std::optional<int> slot = fits(anchor.cell.slot) ? std::optional(anchor.cell.slot) : board.emptySlot();
    if (!slot || !fits(*slot))
        return std::nullopt;
    for (const Address &address : coupling.members)
        target->positions.push_back({*slot, address.function, address, identityOf(situation.topology, address), {}});
    fix.label = std::format("Put {} into slot {} of {}", shortNames(coupling.members), *slot, target->name);
    return fix;
}

Finding coupledFinding(const Coupling &coupling, const std::vector<Place> &places)
{
    Finding finding{.rule = "coupled-functions",
                    .severity = Severity::Block,
                    .functions = coupling.members,
                    .cells = {},
                    .text = {},
                    .evidence = {},
                    .source = coupling.source,
                    .fix = std::nullopt};
    for (const Place &place : places) {
        finding.cells.push_back(place.cell);
        finding.evidence.push_back(std::format("{} stands at {}:{} of {}", shortName(place.host), place.cell.slot,
                                               place.cell.function, place.cell.guest));
    }
    for (const Address &member : coupling.members) {
        if (std::ranges::none_of(places, [&](const Place &p) { return p.host == member; }))
            finding.evidence.push_back(shortName(member) + " stands nowhere");
    }
    return finding;
}

std::optional<Finding> judgeCoupled(const Situation &situation, const Plan &plan, const Coupling &coupling)
{
    const std::vector<Place> places = placesOf(plan, coupling.members);
    const bool together = keepsTogether(places);
    const bool all = places.size() >= coupling.members.size();
    if (together && all)
        return std::nullopt;
    const bool first = std::ranges::any_of(places, [&](const Place &p) { return p.host == coupling.members[0]; });
    Finding finding = coupledFinding(coupling, places);
    if (!together) {
        finding.text = std::format("{} must be functions of one guest slot under their own numbers: {}.",
                                   shortNames(coupling.members), coupling.reason);
    } else {
        // Function 0 alone can work; without it the others cannot.
        finding.severity = first ? Severity::Warn : Severity::Block;
        finding.text = std::format("Only {} of {} are given away, and they belong together: {}.", places.size(),
                                   coupling.members.size(), coupling.reason);
    }
    finding.fix = putTogether(situation, plan, coupling, places[0]);
    return finding;
}

std::optional<Finding> judgeUnknown(const Coupling &coupling, const Plan &plan)
{
    const std::vector<Place> places = placesOf(plan, coupling.members);
    if (keepsTogether(places))
        return std::nullopt;
    Finding finding = coupledFinding(coupling, places);
    finding.severity = Severity::Warn;
    finding.source = "bhyve PCI passthrough how-to";
    finding.text = std::format("{} are functions of one device and may depend on each other; they do not keep their "
                               "numbers in one guest slot.",
                               shortNames(coupling.members));
    return finding;
}

std::vector<Address> &makeUnique(std::vector<Address> &addresses)
{
    std::ranges::sort(addresses);
    const auto rest = std::ranges::unique(addresses);
    addresses.erase(rest.begin(), rest.end());
    return addresses;
}

/// Why the group is one: functions with the same reason in one line, those in question first, and no more than a few.
void addJoins(const Topology &topology, std::uint32_t group, const std::vector<Address> &placed,
              std::vector<std::string> &evidence)
{
    struct Reason
    {
        std::string text;
        std::vector<Address> functions;
        bool concerns = false;
    };
    std::vector<Reason> reasons;
    for (const GroupJoin &join : topology.joins) {
        const Node &first = topology.nodes[join.first];
        if (first.group != group)
            continue;
        auto it = std::ranges::find(reasons, join.reason, &Reason::text);
        if (it == reasons.end())
            it = reasons.insert(it, {join.reason, {}, false});
        for (const Address &address : {first.function.address, topology.nodes[join.second].function.address}) {
            it->functions.push_back(address);
            it->concerns = it->concerns || std::ranges::contains(placed, address);
        }
    }
    std::ranges::stable_partition(reasons, &Reason::concerns);
    constexpr std::size_t few = 4;
    for (std::size_t i = 0; i < std::min(few, reasons.size()); ++i)
        evidence.push_back(fewNames(makeUnique(reasons[i].functions)) + ": " + reasons[i].text);
    if (reasons.size() > few)
        evidence.push_back(std::format("and {} more {}", reasons.size() - few, reasons.size() == few + 1 ? "reason" : "reasons"));
}

} // namespace

/// Silent about devices that are known to be free to split. What resources/quirks does not name is a warning, and only
/// where the plan splits or renumbers it.
std::vector<Finding> ruleCoupledFunctions(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    std::set<Address> seen;
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            if (seen.contains(position.host))
                continue;
            const Coupling coupling = couplingOf(situation, position.host);
            seen.insert(coupling.members.begin(), coupling.members.end());
            std::optional<Finding> finding;
            if (coupling.kind == Coupling::Kind::Coupled)
                finding = judgeCoupled(situation, plan, coupling);
            else if (coupling.kind == Coupling::Kind::Unknown)
                finding = judgeUnknown(coupling, plan);
            if (finding)
                findings.push_back(std::move(*finding));
        }
    }
    return findings;
}

/// Silent where groups could not be derived. A member that ppt holds and no guest has is no danger; nor is a bridge.
std::vector<Finding> ruleIsolationGroup(const Situation &situation, const Plan &plan)
{
    std::map<std::uint32_t, std::map<std::string, std::vector<Address>>> groups; // group → guest → functions
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            const Node *node = situation.topology.find(position.host);
            if (node && node->group)
                groups[*node->group][guest.name].push_back(position.host);
        }
    }
    if (groups.empty())
        return {};
    const std::vector<Address> claimed = plannedClaims(situation, plan);

    std::vector<Finding> findings;
    for (auto &[group, guests] : groups) {
        std::vector<Address> left, placed;
        bool allFree = true;
        for (const auto &[name, functions] : guests)
            placed.insert(placed.end(), functions.begin(), functions.end());
        makeUnique(placed); // one that stands twice is another rule's affair
        for (const Node &node : situation.topology.nodes) {
            if (node.group != group || !canBeEndpoint(node.function))
                continue;
            const Address &address = node.function.address;
            allFree = allFree && couplingOf(situation, address).kind == Coupling::Kind::Free;
            if (!std::ranges::binary_search(claimed, address))
                left.push_back(address);
        }
        if (left.empty() && guests.size() < 2)
            continue;
        Finding finding{.rule = "isolation-group",
                        .severity = allFree ? Severity::Note : Severity::Warn,
                        .functions = placed,
                        .cells = {},
                        .text = {},
                        .evidence = {},
                        .source = "groups derived from bridges and ACS as Linux derives its IOMMU groups",
                        .fix = std::nullopt};
        finding.text = std::format("{} can reach {} without passing the IOMMU (group {}).", fewNames(placed),
                                   left.empty() ? "each other across guests" : fewNames(left) + " on the host", group);
        for (auto &[name, functions] : guests)
            finding.evidence.push_back(name + " has " + fewNames(makeUnique(functions)));
        if (!left.empty())
            finding.evidence.push_back("the host keeps " + fewNames(left));
        addJoins(situation.topology, group, placed, finding.evidence);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace patchbay
