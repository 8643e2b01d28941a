// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/cli.h"
#include "wire/codec.h"
#include "wire/requests.h"

namespace patchbay::rpc {

/// Prints the text of what one message says, or with --json the message itself; a refusal goes to standard error. Returns
/// the exit status.
template<typename Message>
int answer(const Arguments &arguments, const Reply<Message> &reply, const auto &text)
{
    if (!reply)
        return complain(reply.error());
    print(arguments.has("--json") ? wire::encode(*reply) + '\n' : text(*reply));
    return status::good;
}

/// --confirm-within, where it is given. Errors: no number above 0.
Result<std::optional<int>> secondsOf(const Arguments &arguments);

/// "000003  2026-11-23 12:00:00Z  persistent  applied  2 functions for 1 guest"
std::string entryText(const wire::HistoryEntry &entry);

} // namespace patchbay::rpc
