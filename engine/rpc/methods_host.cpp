// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "rpc/snapshot.h"

namespace patchbay::rpc {

Reply<wire::Snapshot> hostSnapshot(Session &session, const wire::Nothing &, const Call &call)
{
    const auto reading = session.read(call);
    if (!reading)
        return std::unexpected(reading.error());
    return makeSnapshot(**reading, **session.host());
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

} // namespace patchbay::rpc
