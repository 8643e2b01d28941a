// SPDX-License-Identifier: BSD-2-Clause
#include "plan/all_rules.h"
#include "plan/board.h"
#include "plan/device.h"

#include <algorithm>
#include <format>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace patchbay {

namespace {

std::string cellName(int slot, int function)
{
    return std::format("{}:{}", slot, function);
}

/// Everything on a board, emulated devices too, under one shape.
struct Occupant
{
    int slot, function;
    std::string name;
    std::optional<Address> host;
};

std::vector<Occupant> occupants(const Guest &guest)
{
    std::vector<Occupant> all;
    for (const GuestDevice &device : guest.devices)
        all.push_back({device.slot, device.function, device.kind, std::nullopt});
    for (const Position &position : guest.positions)
        all.push_back({position.slot, position.function, shortName(position.host), position.host});
    std::ranges::stable_sort(all, {}, [](const Occupant &o) { return std::tuple(o.slot, o.function); });
    return all;
}

/// What the kernel's names of devices leave (sys/dev/vmm/vmm_param.h).
constexpr std::size_t longestName = 229;

bool validName(const std::string &name)
{
    return !name.empty() && name[0] != '-' && name[0] != '.' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string::npos;
}

} // namespace

/// vmm refuses blanks in a name and more than 229 characters, on 12 more than 31.
std::vector<Finding> ruleGuestName(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    std::set<std::string> seen;
    const auto add = [&](Severity severity, std::string text, std::string evidence) {
        findings.push_back({.rule = "guest-name",
                            .severity = severity,
                            .functions = {},
                            .cells = {},
                            .text = std::move(text),
                            .evidence = {std::move(evidence)},
                            .source = "bhyve(8); measured on FreeBSD 12.1",
                            .fix = std::nullopt});
    };
    for (const Guest &guest : plan.guests) {
        if (!validName(guest.name))
            add(Severity::Block,
                "\"" + guest.name + "\" cannot name a guest: letters, digits, '.', '_' and '-' can, not beginning with "
                                    "'.' or '-'.",
                "vmm answers errno 22 to other names");
        else if (!seen.insert(guest.name).second)
            add(Severity::Block, "Two guests are called " + guest.name + ".", "vmm answers errno 17 to the second");
        else if (guest.name.size() > longestName)
            add(Severity::Block,
                std::format("The name {}… has {} characters; vmm takes {}.", guest.name.substr(0, 40), guest.name.size(), longestName),
                "vmm answers errno 22 to longer names");
        else if (guest.name.size() > 31 && situation.osVersion.value_or(0) < 1300000)
            add(situation.osVersion ? Severity::Block : Severity::Warn,
                std::format("The name {} has {} characters; before FreeBSD 13 vmm takes 31.", guest.name,
                            guest.name.size()),
                "vmm answers errno 22 to longer names");
    }
    return findings;
}

std::vector<Finding> ruleSlotRange(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Guest &guest : plan.guests) {
        for (const Occupant &o : occupants(guest)) {
            if (onBoard(o.slot, o.function))
                continue;
            findings.push_back({.rule = "slot-range",
                                .severity = Severity::Block,
                                .functions = o.host ? std::vector{*o.host} : std::vector<Address>{},
                                .cells = {{guest.name, o.slot, o.function}},
                                .text = std::format("{} stands at {} of {}: slots go from 0 to 31 and functions from 0 "
                                                    "to 7.",
                                                    o.name, cellName(o.slot, o.function), guest.name),
                                .evidence = {std::format("bhyve: Invalid PCI slot info field \"{}\"",
                                                         cellName(o.slot, o.function))},
                                .source = "bhyve(8); measured on FreeBSD 12.1",
                                .fix = std::nullopt});
        }
    }
    return findings;
}

/// Host functions only: where the emulated devices stand is their own affair.
std::vector<Finding> ruleSlotReserved(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (std::size_t g = 0; g < plan.guests.size(); ++g) {
        const Guest &guest = plan.guests[g];
        const Board board(guest);
        for (std::size_t p = 0; p < guest.positions.size(); ++p) {
            const Position &position = guest.positions[p];
            const auto reserved = board.reservedFor(position.slot);
            if (!reserved || !onBoard(position.slot, position.function))
                continue;
            Finding finding{.rule = "slot-reserved",
                            .severity = Severity::Block,
                            .functions = {position.host},
                            .cells = {{guest.name, position.slot, position.function}},
                            .text = std::format("{} stands in slot {} of {}, which {}.", shortName(position.host),
                                                position.slot, guest.name, *reserved),
                            .evidence = {},
                            .source = "bhyve(8): hostbridge at slot 0, lpc at slot 31 by custom",
                            .fix = std::nullopt};
            if (const auto slot = board.emptySlot()) {
                Fix fix{std::format("Move {} to slot {}", shortName(position.host), *slot), plan};
                fix.plan.guests[g].positions[p].slot = *slot;
                finding.fix = std::move(fix);
            }
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

std::vector<Finding> ruleSlotOccupied(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (const Guest &guest : plan.guests) {
        const std::vector<Occupant> all = occupants(guest);
        for (std::size_t i = 0; i + 1 < all.size(); ++i) {
            const Occupant &first = all[i], &second = all[i + 1];
            if (first.slot != second.slot || first.function != second.function || !onBoard(first.slot, first.function))
                continue;
            Finding finding{.rule = "slot-occupied",
                            .severity = Severity::Block,
                            .functions = {},
                            .cells = {{guest.name, first.slot, first.function}},
                            .text = std::format("{} and {} both stand at {} of {}.", first.name, second.name,
                                                cellName(first.slot, first.function), guest.name),
                            .evidence = {std::format("bhyve: pci slot {} already occupied!",
                                                     cellName(first.slot, first.function))},
                            .source = "bhyve(8); measured on FreeBSD 12.1",
                            .fix = std::nullopt};
            for (const Occupant *o : {&first, &second}) {
                if (o->host)
                    finding.functions.push_back(*o->host);
            }
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

std::vector<Finding> ruleFunctionZeroMissing(const Situation &situation, const Plan &plan)
{
    std::vector<Finding> findings;
    for (std::size_t g = 0; g < plan.guests.size(); ++g) {
        const Guest &guest = plan.guests[g];
        std::map<int, std::vector<Occupant>> slots;
        for (Occupant &o : occupants(guest)) {
            if (onBoard(o.slot, o.function))
                slots[o.slot].push_back(std::move(o));
        }
        for (const auto &[slot, row] : slots) {
            if (row.front().function == 0)
                continue;
            Finding finding{.rule = "function-zero-missing",
                            .severity = Severity::Block,
                            .functions = {},
                            .cells = {},
                            .text = std::format("Slot {} of {} has no function 0, so the guest will not find {}.", slot,
                                                guest.name, row.front().name),
                            .evidence = {},
                            .source = "PCI Local Bus Specification 3.2.2.3.4: function 0 is asked first",
                            .fix = std::nullopt};
            for (const Occupant &o : row) {
                finding.cells.push_back({guest.name, o.slot, o.function});
                if (o.host)
                    finding.functions.push_back(*o.host);
                finding.evidence.push_back(cellName(o.slot, o.function) + ": " + o.name);
            }
            const auto &host = row.front().host;
            if (host && couplingOf(situation, *host).kind != Coupling::Kind::Coupled) {
                Fix fix{std::format("Move {} to {}", row.front().name, cellName(slot, 0)), plan};
                for (Position &position : fix.plan.guests[g].positions) {
                    if (position.slot == slot && position.function == row.front().function)
                        position.function = 0;
                }
                finding.fix = std::move(fix);
            }
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

/// Blocks, never warns: with VT-d a second place in the same guest panics the host.
std::vector<Finding> ruleFunctionTwice(const Situation &, const Plan &plan)
{
    std::vector<Finding> findings;
    for (std::size_t g = 0; g < plan.guests.size(); ++g) {
        const Guest &guest = plan.guests[g];
        std::map<Address, std::vector<Cell>> places;
        for (const Position &position : guest.positions)
            places[position.host].push_back({guest.name, position.slot, position.function});
        for (auto &[address, cells] : places) {
            if (cells.size() < 2)
                continue;
            Fix fix{std::format("Keep {} only at {}", shortName(address), cellName(cells[0].slot, cells[0].function)),
                    plan};
            bool kept = false;
            std::erase_if(fix.plan.guests[g].positions, [&](const Position &position) {
                return position.host == address && std::exchange(kept, true);
            });
            findings.push_back({.rule = "function-twice",
                                .severity = Severity::Block,
                                .functions = {address},
                                .cells = std::move(cells),
                                .text = shortName(address) + " stands in more than one place of " + guest.name +
                                        ", which panics the host when the guest starts.",
                                .evidence = {"panic: vtd_add_device: device is already owned by domain"},
                                .source = "measured on FreeBSD 12.1",
                                .fix = std::move(fix)});
        }
    }
    return findings;
}

/// A warning: two guests may share a function as long as they do not run at the same time.
std::vector<Finding> ruleDeviceInTwoGuests(const Situation &situation, const Plan &plan)
{
    std::map<Address, std::vector<Cell>> places;
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions) {
            auto &cells = places[position.host];
            if (std::ranges::none_of(cells, [&](const Cell &c) { return c.guest == guest.name; }))
                cells.push_back({guest.name, position.slot, position.function});
        }
    }
    std::vector<Finding> findings;
    for (auto &[address, cells] : places) {
        std::vector<std::string> names, evidence;
        for (const Cell &cell : cells) {
            names.push_back(cell.guest);
            evidence.push_back(cell.guest + " has it at " + cellName(cell.slot, cell.function));
        }
        for (const GuestOnHost &guest : situation.guests) {
            if (!std::ranges::contains(guest.holds, address))
                continue;
            evidence.push_back(guest.name + " holds it now");
            if (!std::ranges::contains(names, guest.name))
                names.push_back(guest.name);
        }
        if (names.size() < 2)
            continue;
        std::string list = names[0];
        for (std::size_t i = 1; i < names.size(); ++i)
            list += (i + 1 == names.size() ? " and " : ", ") + names[i];
        findings.push_back({.rule = "device-in-two-guests",
                            .severity = Severity::Warn,
                            .functions = {address},
                            .cells = std::move(cells),
                            .text = shortName(address) + " belongs to " + list +
                                    ": they cannot run at the same time.",
                            .evidence = std::move(evidence),
                            .source = "measured on FreeBSD 12.1: the second guest's start answers EBUSY",
                            .fix = std::nullopt});
    }
    return findings;
}

} // namespace patchbay
