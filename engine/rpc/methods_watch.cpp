// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

namespace patchbay::rpc {

Reply<wire::Nothing> hostWatch(Session &session, const wire::WatchRequest &request, const Call &)
{
    session.watch(std::chrono::seconds(request.on ? request.seconds : 0));
    return {};
}

} // namespace patchbay::rpc
