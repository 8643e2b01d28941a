// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "host/sim/simulated_host.h"
#include "rpc/guest_book.h"
#include "rpc/snapshot.h"

namespace patchbay::rpc {

Reply<wire::Snapshot> hostSnapshot(Session &session, const wire::Nothing &, const Call &call)
{
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    Host &host = **session.host();
    wire::Snapshot snapshot = makeSnapshot(**reading, host);
    if (host.readOnlyReason())
        return snapshot; // nobody started guests where nothing can be changed
    auto guests = guestStates(host, **reading);
    if (guests)
        snapshot.guests = std::move(*guests);
    else
        snapshot.oddities.push_back({"guests", guests.error().message});
    return snapshot;
}

Reply<wire::FunctionDetails> hostFunction(Session &session, const wire::FunctionRequest &request, const Call &call)
{
    const Result<Address> address = Address::parse(request.address);
    if (!address)
        return refuse(Error{address.error().what, "address: " + request.address.substr(0, 60)},
                      wire::code::invalidParams);
    const auto reading = session.readingOf({}, call);
    if (!reading)
        return std::unexpected(reading.error());
    const Node *node = (*reading)->situation.topology.find(*address);
    if (!node)
        return refuse(wire::code::invalidParams, "address: there is no function " + address->toString());
    return makeDetails(**reading, *node);
}

Reply<wire::Machines> hostMachines(Session &, const wire::Nothing &, const Call &)
{
    wire::Machines machines;
    for (const MachineInfo &machine : shippedMachines())
        machines.machines.push_back({"sim:" + machine.name, machine.title, machine.summary});
    return machines;
}

} // namespace patchbay::rpc
