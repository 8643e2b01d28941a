// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/ssh_loop.h"

#include <QByteArrayList>

namespace patchbay::remote {

/// Asks a server, over a connection of its own, for the certificate of its host key, as ssh-keyscan -c does: libssh 0.11 never
/// asks for one. `methods`: as certificateMethods(). What comes is not to be believed yet. The error is a clause; empty: cancelled.
/// Closes `fd`. Waits in the loop.
Outcome<QByteArray> callForCertificate(SshLoop &loop, int fd, const QByteArrayList &methods, const QDeadlineTimer &deadline);

} // namespace patchbay::remote
