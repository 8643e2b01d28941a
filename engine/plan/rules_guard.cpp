// SPDX-License-Identifier: BSD-2-Clause
#include "pci/device_kind.h"
#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/guard.h"
#include "plan/host_state.h"

#include <algorithm>
#include <array>
#include <format>

namespace patchbay {

namespace {

using Need = Footing::Need;

struct Guard
{
    std::string_view rule;
    std::array<Need, 2> needs;
    std::string_view noun;                   ///< "It carries ..."
    std::string_view word;                   ///< for a column
    std::array<std::string_view, 3> kinds;   ///< of the functions that could carry it, see deviceKind()
    Severity unread;                         ///< where nobody looked
};

constexpr Guard guards[] = {
    {"boot-disk", {Need::Root, Need::BootPartition}, "what the host boots from", "boot disk", {"storage", "usb", {}}, Severity::Block},
    {"mounted-disk", {Need::Mounted, Need::Mounted}, "a mounted file system", "mounted disk", {"storage", "usb", {}}, Severity::Warn},
    {"swap", {Need::Swap, Need::Swap}, "swap", "swap", {"storage", "usb", {}}, Severity::Warn},
    {"ssh-nic", {Need::Connection, Need::Connection}, "this connection", "this connection", {"nic", "usb", {}}, Severity::Block},
    {"default-route", {Need::DefaultRoute, Need::DefaultRoute}, "the default route", "default route", {"nic", "usb", {}}, Severity::Warn},
    {"console", {Need::Console, Need::Console}, "the console", "console", {"display", {}, {}}, Severity::Warn},
    {"keyboard", {Need::Keyboard, Need::Keyboard}, "a keyboard", "keyboard", {"usb", {}, {}}, Severity::Warn},
};

const Guard &guardOf(std::string_view rule)
{
    return *std::ranges::find(guards, rule, &Guard::rule);
}

/// pptdevs names no domain: an entry takes the function of that number in every one.
bool takes(const Address &entry, const Address &function)
{
    return entry == function || (entry.domain == 0 && entry.bus == function.bus && entry.slot == function.slot &&
                                 entry.function == function.function);
}

bool mayStandOn(const Footing &footing, const Address &address)
{
    return std::ranges::any_of(footing.possible, [&](const Address &each) { return takes(address, each); });
}

bool standsOn(const Footing &footing, const Address &address)
{
    return footing.function && takes(address, *footing.function);
}

std::string sentenceOf(const Footing &footing, const std::string &name)
{
    switch (footing.need) {
    case Need::Root: return std::format("{} carries the host's root file system", name);
    case Need::BootPartition: return std::format("{} carries the EFI partition that the host boots from", name);
    case Need::Mounted: return std::format("{} carries {}, which the host has {}", name, footing.what,
                                           footing.what.contains("fstab") ? "to mount when it boots"
                                           : footing.what.starts_with("the pool ") ? "imported" : "mounted");
    case Need::Swap: return std::format("{} carries the host's swap", name);
    case Need::Connection: return std::format("{} carries the very connection you are here by", name);
    case Need::DefaultRoute: return std::format("{} carries the host's default route", name);
    case Need::Console: return std::format("{} shows the host's console", name);
    case Need::Keyboard: return std::format("{} has a keyboard of the host", name);
    }
    return name;
}

constexpr const char *hint = "Take another function, or lift this guard by typing the host's name.";
constexpr const char *source = "measured on FreeBSD 12.1: devctl and ppt take a device in use without a word";

/// Lifted, it still says what it would have stopped.
Remark decided(const Situation &situation, const Guard &guard, const Node &node, Remark remark)
{
    remark.guard = true;
    if (isLifted(situation, guard.rule, node.function.address)) {
        remark.lifted = true;
        remark.severity = Severity::Warn;
        remark.evidence.emplace_back("lifted by a person who typed the host's name");
    }
    return remark;
}

Remark carries(const Guard &guard, const std::vector<const Footing *> &hits, const std::string &name)
{
    Remark remark{.severity = Severity::Block,
                  .title = std::format("It carries {}.", guard.noun),
                  .text = std::format("{}: {}.", sentenceOf(*hits[0], name), chainText(*hits[0])),
                  .evidence = {},
                  .source = source,
                  .hint = hint};
    for (const Footing *hit : hits)
        remark.evidence.push_back(std::format("{}: {}", hit->what, chainText(*hit)));
    return remark;
}

Remark mayCarry(const Guard &guard, const std::vector<const Footing *> &hits, const std::string &name)
{
    const bool weak = std::ranges::all_of(hits, [](const Footing *hit) { return hit->need == Need::BootPartition; });
    Remark remark{.severity = weak ? Severity::Warn : Severity::Block,
                  .title = std::format("It may carry {}.", guard.noun),
                  .text = std::format("{} may carry {}, since {}.", name, guard.noun, hits[0]->missing),
                  .evidence = {},
                  .source = source,
                  .hint = hint};
    for (const Footing *hit : hits)
        remark.evidence.push_back(std::format("{}: {} ({})", hit->what, chainText(*hit), hit->missing));
    return remark;
}

/// Nobody looked. A reading that tells of nothing but PCI, as most dumps are, says so once for each kind of function.
std::optional<Remark> unread(const Situation &situation, const Guard &guard, const Node &node)
{
    const Function &function = node.function;
    const bool idle = function.heldByPpt() || (function.driverKnown && function.driver.empty());
    if (idle || !std::ranges::contains(guard.kinds, deviceKind(function.classCode)))
        return std::nullopt;
    const bool first = guard.rule == "boot-disk" || guard.rule == "default-route" || guard.rule == "console";
    const bool lost = situation.footings && std::ranges::any_of(situation.footings->unread, [&](Need need) {
        return std::ranges::contains(guard.needs, need);
    });
    if (situation.footings ? !lost : !first || deviceKind(function.classCode) != guard.kinds[0])
        return std::nullopt;
    return Remark{.severity = situation.footings ? guard.unread : Severity::Note,
                  .title = std::format("It may carry {}.", guard.noun),
                  .text = std::format("Nobody can tell whether {} carries {}: this reading of the host does not say.",
                                      shortName(function.address), guard.noun),
                  .evidence = {},
                  .source = source,
                  .hint = hint};
}

/// What the reading of the host tells.
std::optional<Remark> known(const Situation &situation, const Guard &guard, const Node &node)
{
    const Address &address = node.function.address;
    std::vector<const Footing *> hits, possible;
    if (situation.footings)
        for (const Footing &footing : situation.footings->all) {
            if (!std::ranges::contains(guard.needs, footing.need))
                continue;
            if (standsOn(footing, address))
                hits.push_back(&footing);
            else if (!footing.function && mayStandOn(footing, address))
                possible.push_back(&footing);
        }
    std::ranges::stable_sort(hits, {}, &Footing::need);
    if (!hits.empty())
        return carries(guard, hits, shortName(address));
    return possible.empty() ? std::nullopt : std::optional(mayCarry(guard, possible, shortName(address)));
}

std::optional<Remark> check(const Situation &situation, const Guard &guard, const Node &node)
{
    std::optional<Remark> remark = known(situation, guard, node);
    if (!remark)
        remark = unread(situation, guard, node);
    return remark ? std::optional(decided(situation, guard, node, std::move(*remark))) : std::nullopt;
}

std::string badgeOf(const Footing &footing)
{
    switch (footing.need) {
    case Need::Root:
    case Need::Mounted: return footing.chain.empty() ? footing.what : footing.chain[0];
    case Need::BootPartition: return "the EFI partition";
    case Need::Swap: return "swap";
    case Need::Connection: return "this connection";
    case Need::DefaultRoute: return "the default route";
    case Need::Console: return "the console";
    case Need::Keyboard: return "a keyboard";
    }
    return {};
}

} // namespace

std::span<const std::string_view> guardRules()
{
    static constexpr std::array<std::string_view, 7> ids{"boot-disk",     "mounted-disk", "swap",    "ssh-nic",
                                                         "default-route", "console",      "keyboard"};
    return ids;
}

bool isGuard(std::string_view rule)
{
    return std::ranges::contains(guardRules(), rule);
}

bool isLifted(const Situation &situation, std::string_view rule, const Address &address)
{
    return std::ranges::any_of(situation.lifted, [&](const LiftedGuard &each) {
        return each.rule == rule && each.function == address;
    });
}

std::vector<std::string> carriedBy(const Situation &situation, const Address &address)
{
    std::vector<std::string> words;
    if (situation.footings)
        for (const Footing &footing : situation.footings->all)
            if (footing.function == address && !std::ranges::contains(words, badgeOf(footing)))
                words.push_back(badgeOf(footing));
    return words;
}

std::vector<Standing> standingOn(const Situation &situation, const Node &node)
{
    std::vector<Standing> all;
    const Address &address = node.function.address;
    const bool any = situation.footings && std::ranges::any_of(situation.footings->all, [&](const Footing &footing) {
        return standsOn(footing, address) || mayStandOn(footing, address);
    });
    for (const Guard &guard : guards)
        if (const auto remark = any ? known(situation, guard, node) : std::nullopt; remark && remark->severity == Severity::Block)
            all.push_back({std::string(guard.rule), std::string(guard.word), remark->text});
    return all;
}

std::vector<std::string> guardFacts(const Situation &situation, const Plan &plan)
{
    std::vector<std::string> facts;
    const std::vector<Address> claims = plannedClaims(situation, plan);
    if (situation.footings)
        for (const Footing &footing : situation.footings->all)
            if (std::ranges::any_of(claims, [&](const Address &claim) { return standsOn(footing, claim) || mayStandOn(footing, claim); }))
                facts.push_back(footing.what + ": " + chainText(footing) + ' ' + footing.missing);
    for (const LiftedGuard &each : situation.lifted)
        facts.push_back(std::format("lifted {} {}", each.rule, each.function.toString()));
    return facts;
}

std::optional<Remark> checkBootDisk(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("boot-disk"), node);
}

std::optional<Remark> checkMountedDisk(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("mounted-disk"), node);
}

std::optional<Remark> checkSwap(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("swap"), node);
}

std::optional<Remark> checkSshNic(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("ssh-nic"), node);
}

std::optional<Remark> checkDefaultRoute(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("default-route"), node);
}

std::optional<Remark> checkConsole(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("console"), node);
}

std::optional<Remark> checkKeyboard(const Situation &situation, const Node &node, Use)
{
    return check(situation, guardOf("keyboard"), node);
}

} // namespace patchbay
