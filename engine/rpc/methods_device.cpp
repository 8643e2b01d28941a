// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "rpc/change.h"
#include "rpc/convert.h"
#include "rpc/lifts.h"
#include "rpc/live.h"
#include "rpc/live_undo.h"
#include "rpc/trial_part.h"

#include "plan/device.h"
#include "plan/function_check.h"

#include <ctime>
#include <optional>

namespace patchbay::rpc {

namespace {

using LiveChange = Reply<wire::Nothing> (*)(Host &, const Reading &, const std::vector<Address> &, const Call &);

// What the person took upon himself by lifting guards; empty: nothing that was lifted kept these functions, or something
// else still does and nothing will be changed.
std::string liftedFor(const Situation &situation, const std::vector<Address> &functions)
{
    for (const Address &address : functions)
        if (const Node *node = situation.topology.find(address); !node || claimBlocker(situation, *node))
            return {};
    Plan plan;
    plan.reserved = functions;
    return situation.lifted.empty() ? std::string() : liftedWords(judge(situation, plan));
}

// A claim that no guard would have let through is a change as any other: recorded before it is made, taken back when it
// breaks off, and by boot.revert. It carries the plan that counts already.
Reply<wire::Nothing> claimOnRecord(Session &session, const HostChange &change, const Reading &reading,
                                   const std::vector<Address> &functions, const std::string &lifted, const Call &call)
{
    if (const auto free = refuseWhileTrial(*change.host); !free)
        return free;
    const auto plan = storedPlan(*change.host);
    if (!plan)
        return refuse(plan.error());
    const Step step{Step::Kind::Claim, {}, functions};
    ApplyOrder order{.files = {},
                     .planText = plan->value_or(""),
                     .summary = "claimed " + shortNames(functions) + lifted,
                     .mode = "now",
                     .now = std::time(nullptr),
                     .reverts = {},
                     .keeps = {},
                     .live = effectOf(reading, {step})};
    std::optional<wire::Failure> refused;
    LivePart live;
    live.make = [&]() -> Result<> {
        const auto done = claimFunctions(*change.host, reading, functions, call);
        if (done)
            return {};
        refused = done.error();
        return fail(refused->message);
    };
    live.takeBack = [&](const HistoryRecord &record) -> Result<> {
        const auto taken = takeLiveBack(session, record, call);
        return taken ? Result<>() : fail(taken.error().message);
    };
    const auto record =
        applyOrder(*change.host, change.lock, order, [&](const std::string &text) { call.progress(text); }, live);
    return record ? Reply<wire::Nothing>() : refuse(refused ? refused->code : wire::code::failed, record.error().toString());
}

// Reads, changes, reads again and tells how the functions are now.
Reply<wire::DeviceAnswer> change(Session &session, const wire::DeviceRequest &request, const Call &call,
                                 LiveChange carryOut, const std::string &intended)
{
    const auto functions = toAddresses(request.functions, "functions");
    if (!functions)
        return refuse(functions.error(), wire::code::invalidParams);
    const auto host = beginChange(session, "changing devices of the running host", call);
    if (!host)
        return std::unexpected(host.error());
    const auto before = session.read(call);
    if (!before)
        return std::unexpected(before.error());
    const auto lifted = liftGuards(**before, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    const std::string words = carryOut == claimFunctions ? liftedFor((*lifted)->situation, *functions) : std::string();
    const auto done = words.empty() ? carryOut(*host->host, **lifted, *functions, call)
                                    : claimOnRecord(session, *host, **lifted, *functions, words, call);
    if (!done)
        return std::unexpected(done.error());
    const auto after = session.read(call);
    if (!after)
        return std::unexpected(after.error());
    wire::DeviceAnswer answer;
    for (const Address &address : *functions) {
        const Node *node = (*after)->situation.topology.find(address);
        const std::string driver = !node ? "gone" : node->function.driver.empty() ? "none" : node->function.driver;
        const bool ppt = node && node->function.heldByPpt();
        answer.functions.push_back({address.toString(), intended, driver, ppt == (intended == "ppt"), {}});
    }
    return answer;
}

Reply<wire::Nothing> resetFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                    const Call &call)
{
    for (const Address &address : functions) {
        const Node *node = reading.situation.topology.find(address);
        if (!node)
            return refuse(wire::code::invalidParams, "there is no function " + address.toString());
        // A reset under a driver or a guest is an accident (devctl does it without a word), so only idle ppt devices.
        if (!node->function.heldByPpt())
            return refuse(wire::code::blocked, address.toString() + " is not held by ppt");
        for (const LiveGuest &guest : reading.facts.guests) {
            for (const Address &held : guest.holds) {
                if (held == address)
                    return refuse(wire::code::blocked, address.toString() + " is held by guest " + guest.name);
            }
        }
    }
    if (functions.size() <= componentGroup && hasComponent(host)) {
        const auto result = host.run(pptctl("reset", functions));
        if (!result)
            return refuse(result.error());
        return result->status == 0 ? Reply<wire::Nothing>() : refuse(wire::code::failed, result->err);
    }
    for (const Address &address : functions) {
        call.progress("Resetting " + address.toString());
        const auto result = host.run({"devctl", "reset", address.toString()});
        if (!result)
            return refuse(result.error());
        if (result->status != 0)
            return refuse(wire::code::failed, "devctl reset " + address.toString() + ": " + result->err);
    }
    return {};
}

} // namespace

Reply<wire::DeviceAnswer> deviceClaim(Session &session, const wire::DeviceRequest &request, const Call &call)
{
    return change(session, request, call, claimFunctions, "ppt");
}

Reply<wire::DeviceAnswer> deviceRelease(Session &session, const wire::DeviceRequest &request, const Call &call)
{
    return change(session, request, call, releaseFunctions, "host");
}

Reply<wire::DeviceAnswer> deviceReset(Session &session, const wire::DeviceRequest &request, const Call &call)
{
    return change(session, request, call, resetFunctions, "ppt");
}

} // namespace patchbay::rpc
