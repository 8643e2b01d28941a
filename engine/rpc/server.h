// SPDX-License-Identifier: BSD-2-Clause
#pragma once

namespace patchbay::rpc {

class Session;

/// Speaks JSON-RPC on two file descriptors until the input ends: the hello line at once, then an answer to every line.
/// Requests run one after the other on a worker thread, so that "$/cancel" is heard while one runs; a request that only
/// waits in the queue is answered "cancelled" without having run. What was asked before the input ended is still
/// answered. Returns the exit status: 0 after an orderly end, 1 when the output broke.
int serve(Session &session, int input, int output);

} // namespace patchbay::rpc
