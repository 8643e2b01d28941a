// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/transaction.h"
#include "rpc/session.h"

#include <string>

namespace patchbay::rpc {

/// The right to change a session's host, while it lives.
struct HostChange
{
    Host *host = nullptr;
    ChangeLock lock;
};

/// Every method that changes the host begins with this, before it looks at anything: takes the host's lock, then takes back
/// what a killed engine or a power cut left half done, so that what is read next is what counts. `doing` is what other
/// consoles are told meanwhile. Refuses with code::readOnly, code::busy, or why the half-done change cannot be put right.
Reply<HostChange> beginChange(Session &session, const std::string &doing, const Call &call);

/// The same for a host that was just opened, unless somebody is changing it right now. Empty, or one sentence about what
/// was found and done.
std::string recoverAtOpen(Session &session, Host &host);

/// Tells the loader of a host on ZFS whether to read nextboot.conf at the next boot; nothing elsewhere.
Reply<wire::Nothing> switchTrial(Host &host, const Reading &reading, bool on);

/// Takes back what a change did besides its files. Idempotent.
Reply<wire::Nothing> takeLiveBack(Session &session, const HistoryRecord &record, const Call &call);

} // namespace patchbay::rpc
