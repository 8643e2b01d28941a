// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "rpc/change.h"
#include "rpc/convert.h"
#include "rpc/lifts.h"
#include "rpc/live.h"

namespace patchbay::rpc {

namespace {

using LiveChange = Reply<wire::Nothing> (*)(Host &, const Reading &, const std::vector<Address> &, const Call &);

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
    if (const auto done = carryOut(*host->host, **lifted, *functions, call); !done)
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
