// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <functional>

namespace patchbay::remote {

struct TcpPlace
{
    QString host;
    int port = 0;
    int family = 0; ///< AF_UNSPEC, AF_INET or AF_INET6
    QString from;   ///< an address of ours to connect from; empty: any
};

/// Looks a name up and connects to the first address that takes it, each with its share of the time; the descriptor does
/// not block and has no delay. `tell` hears what is being done. Blocks this thread, in the loop.
Outcome<int> connectTcp(SshLoop &loop, const TcpPlace &place, const QDeadlineTimer &deadline,
                        const std::function<void(const QString &)> &tell);

} // namespace patchbay::remote
