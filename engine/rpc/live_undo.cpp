// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live_undo.h"

#include "plan/device.h"
#include "plan/host_state.h"
#include "rpc/live.h"
#include "rpc/live_back.h"

#include <algorithm>

namespace patchbay::rpc {

namespace {

const Node *nodeOf(const Reading &reading, const std::string &address)
{
    const auto parsed = Address::parse(address);
    return parsed ? reading.situation.topology.find(*parsed) : nullptr;
}

bool isClaimedByKernel(const Reading &reading, const Address &address)
{
    return std::ranges::contains(runningClaims(reading.situation).value_or(std::vector<Address>()), address);
}

std::string whoHas(const Node &node)
{
    return node.function.driver.empty() ? "no driver" : node.function.driver;
}

/// A value of a pptdevs variable without these functions, as giving them back leaves it.
std::string without(const std::string &value, const std::vector<Address> &functions)
{
    std::string left;
    for (const Address &entry : pptdevsEntries(value))
        if (!std::ranges::contains(functions, entry))
            left += (left.empty() ? "" : " ") + entry.toSlashed();
    return left;
}

std::vector<std::string> environmentToRestore(const Reading &reading, const LiveEffect &effect,
                                              const std::vector<Address> &given)
{
    std::vector<std::string> variables;
    for (const std::string &variable : effect.environment) {
        const std::string name = variable.substr(0, variable.find('='));
        const std::string before = variable.substr(std::min(name.size() + 1, variable.size()));
        if (kenvOf(reading.situation, name).value_or("") == without(before, given) && without(before, given) != before)
            variables.push_back(variable);
    }
    return variables;
}

/// What the functions should have and do not; empty: all is as it was.
std::string complaints(const Reading &reading, const LiveEffect &effect, const LiveUndo &undo)
{
    std::string text;
    const auto add = [&](const std::string &clause) { text += (text.empty() ? "" : "; ") + clause; };
    for (const Step &step : undo.steps) {
        for (const Address &address : step.functions) {
            const Node *node = reading.situation.topology.find(address);
            const auto taken = std::ranges::find(effect.taken, address.toString(), &LiveEffect::Taken::address);
            if (!node)
                add(shortName(address) + " is no longer there");
            else if (step.kind == Step::Kind::Claim && !node->function.heldByPpt())
                add(shortName(address) + " is with " + whoHas(*node) + ", not with ppt as before");
            else if (step.kind == Step::Kind::Release && taken != effect.taken.end() &&
                     driverClass(node->function.driver) != driverClass(taken->driver))
                add(shortName(address) + " is with " + whoHas(*node) + ", not with " +
                    (taken->driver.empty() ? "no driver" : taken->driver) + " as before");
        }
    }
    return text;
}

void giveByName(Host &host, const Reading &reading, const LiveEffect &effect, const LiveUndo &undo)
{
    for (const Step &step : undo.steps) {
        for (const Address &address : step.functions) {
            const Node *node = reading.situation.topology.find(address);
            const auto taken = std::ranges::find(effect.taken, address.toString(), &LiveEffect::Taken::address);
            const bool wrong = step.kind == Step::Kind::Release && node && taken != effect.taken.end() &&
                !taken->driver.empty() && driverClass(node->function.driver) != driverClass(taken->driver);
            // What comes of it is looked at afterwards.
            if (wrong)
                (void)host.run({"devctl", "set", "driver", "-f", taken->address, driverClass(taken->driver)});
        }
    }
}

} // namespace

LiveEffect effectOf(const Reading &reading, const std::vector<Step> &steps)
{
    LiveEffect effect;
    for (const Step &step : steps) {
        for (const Address &address : step.functions) {
            const Node *node = reading.situation.topology.find(address);
            const bool ppt = node && node->function.heldByPpt();
            if (step.kind == Step::Kind::Claim && node && !ppt)
                effect.taken.push_back({address.toString(), node->function.driver, isClaimedByKernel(reading, address)});
            else if (step.kind == Step::Kind::Release && ppt)
                effect.given.push_back(address.toString());
        }
    }
    for (const char *name : {"pptdevs", "pptdevs2", "pptdevs3"})
        if (const auto value = kenvOf(reading.situation, name); value && !effect.given.empty())
            effect.environment.push_back(std::string(name) + '=' + *value);
    return effect;
}

LiveUndo planUndo(const Reading &reading, const LiveEffect &effect)
{
    LiveUndo undo;
    std::vector<Address> release, claim, given;
    for (const LiveEffect::Taken &taken : effect.taken) {
        const Node *node = nodeOf(reading, taken.address);
        if (!node)
            undo.notes.push_back(taken.address + " is no longer there");
        else if (!node->function.heldByPpt())
            undo.notes.push_back(shortName(node->function.address) + " is with " + whoHas(*node) + " already");
        else if (!taken.listed && isClaimedByKernel(reading, node->function.address))
            undo.notes.push_back(shortName(node->function.address) + " stays with ppt, since the boot files give it to ppt now");
        else
            release.push_back(node->function.address);
    }
    for (const std::string &address : effect.given) {
        const Node *node = nodeOf(reading, address);
        if (node)
            given.push_back(node->function.address);
        if (!node)
            undo.notes.push_back(address + " is no longer there");
        else if (node->function.heldByPpt())
            undo.notes.push_back(shortName(node->function.address) + " is with ppt already");
        else
            claim.push_back(node->function.address);
    }
    if (!release.empty())
        undo.steps.push_back({Step::Kind::Release, "Give " + shortNames(release) + " back to the host.", release});
    if (!claim.empty())
        undo.steps.push_back({Step::Kind::Claim, "Give " + shortNames(claim) + " to ppt.", claim});
    undo.environment = environmentToRestore(reading, effect, given);
    return undo;
}

Reply<wire::Nothing> undoLive(Session &session, const LiveEffect &effect, const Call &call)
{
    const auto host = session.host();
    const auto before = host ? session.read(call) : std::unexpected(host.error());
    if (!before)
        return std::unexpected(before.error());
    const LiveUndo undo = planUndo(**before, effect);
    if (undo.steps.empty())
        return {};
    for (const std::string &variable : undo.environment) {
        const auto set = (*host)->run({"kenv", variable});
        if (!set || set->status != 0)
            return refuse(wire::code::failed, "kenv " + variable + ": " + (set ? set->err : set.error().toString()));
    }
    if (const auto done = runLiveSteps(**host, **before, undo.steps, call, effect.taken); !done)
        return done;
    auto after = session.read(call);
    if (after && !complaints(**after, effect, undo).empty()) {
        giveByName(**host, **after, effect, undo);
        after = session.read(call);
    }
    if (!after)
        return std::unexpected(after.error());
    const std::string wrong = complaints(**after, effect, undo);
    return wrong.empty() ? Reply<wire::Nothing>() : refuse(wire::code::failed, "not all could be taken back: " + wrong);
}

} // namespace patchbay::rpc
