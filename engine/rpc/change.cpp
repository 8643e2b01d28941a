// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/change.h"

#include "apply/used_next_boot.h"
#include "plan/next_boot.h"
#include "rpc/live_undo.h"

namespace patchbay::rpc {

namespace {

Result<std::optional<HistoryRecord>> putRight(Session &session, Host &host, const ChangeLock &lock, const Call &call)
{
    return recover(host, lock, [&](const HistoryRecord &record) -> Result<> {
        call.progress("Taking back change " + record.id + ", which broke off");
        const auto taken = takeLiveBack(session, record, call);
        return taken ? Result<>() : fail(taken.error().message);
    });
}

/// What nobody needs any more; a host that cannot be tidied is none the worse.
std::string clearAtOpen(Host &host)
{
    if (!mayHaveUsedNextBoot(host))
        return {};
    const auto lock = ChangeLock::take(host, "clearing away what a boot used up");
    const auto used = lock ? removeUsedNextBoot(host, *lock) : pass(lock.error());
    return used && *used ? "change " + **used + " was for one boot, which came: its /boot/nextboot.conf was removed" : std::string();
}

} // namespace

Reply<HostChange> beginChange(Session &session, const std::string &doing, const Call &call)
{
    const auto host = session.changeableHost();
    if (!host)
        return std::unexpected(host.error());
    auto lock = ChangeLock::take(**host, doing);
    if (!lock)
        return refuse(lock.error(), ChangeLock::isBusy(lock.error()) ? wire::code::busy : wire::code::failed);
    if (const auto recovered = putRight(session, **host, *lock, call); !recovered)
        return refuse(recovered.error());
    else if (*recovered)
        session.forget();
    if (const auto used = removeUsedNextBoot(**host, *lock); !used)
        return refuse(used.error());
    else if (*used)
        session.forget();
    return HostChange{*host, std::move(*lock)};
}

std::string recoverAtOpen(Session &session, Host &host)
{
    if (host.readOnlyReason())
        return {};
    if (!needsRecovery(host))
        return clearAtOpen(host);
    const auto lock = ChangeLock::take(host, "putting right a change that broke off");
    if (!lock)
        return ChangeLock::isBusy(lock.error()) ? std::string() : "a change broke off: " + lock.error().toString();
    const auto recovered = putRight(session, host, *lock, {});
    session.forget();
    if (!recovered)
        return "a change broke off and could not be taken back: " + recovered.error().toString();
    return *recovered ? "change " + (*recovered)->id + " broke off half-way and was taken back" + std::string(leftToOthers(**recovered))
                      : std::string();
}

Reply<wire::Nothing> switchTrial(Host &host, const Reading &reading, bool on)
{
    const auto command = trialSwitch(reading.situation.boot.value_or(BootFiles()), on);
    if (command.empty())
        return {};
    const auto result = host.run(command);
    if (!result)
        return refuse(result.error());
    if (result->status != 0)
        return refuse(wire::code::failed, "zfsbootcfg: " + (result->err.empty() ? result->out : result->err));
    return {};
}

Reply<wire::Nothing> takeLiveBack(Session &session, const HistoryRecord &record, const Call &call)
{
    if (record.copy.once) {
        const auto host = session.host();
        const auto done = host ? endBootOnce(**host, record.copy) : Result<>();
        if (!done)
            return refuse(done.error());
    }
    if (record.mode == "next-boot") {
        const auto host = session.host();
        const auto reading = host ? session.read(call) : std::unexpected(host.error());
        return reading ? switchTrial(**host, **reading, false) : std::unexpected(reading.error());
    }
    return record.live.empty() ? Reply<wire::Nothing>() : undoLive(session, record.live, call);
}

} // namespace patchbay::rpc
