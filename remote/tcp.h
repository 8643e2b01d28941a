// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <functional>

namespace patchbay::remote {

/// Looks a name up and connects to the first address that takes it; the descriptor does not block and has no delay.
/// `family`: AF_UNSPEC, AF_INET or AF_INET6. `tell` hears what is being done. Blocks this thread, in the loop.
Outcome<int> connectTcp(SshLoop &loop, const QString &host, int port, int family, const QDeadlineTimer &deadline,
                        const std::function<void(const QString &)> &tell);

/// Runs a ProxyCommand with /bin/sh; the descriptor is its standard input and output. It ends when that is closed.
Outcome<int> startProxyCommand(const QString &command);

} // namespace patchbay::remote
