// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

namespace patchbay::rpc {

Reply<wire::Nothing> hostWatch(Session &session, const wire::WatchRequest &request, const Call &)
{
    if (request.seconds < 1 || request.seconds > 3600)
        return refuse(wire::code::invalidParams, "seconds: it may be 1 to 3600");
    session.watch(std::chrono::seconds(request.on ? request.seconds : 0));
    return {};
}

} // namespace patchbay::rpc
