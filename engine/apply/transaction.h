// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"

#include <functional>
#include <string_view>

namespace patchbay {

/// Told before each step, in one sentence. Called on the caller's thread.
using Progress = std::function<void(const std::string &)>;

/// The right to change a host, between all consoles and engines; nobody else has it while the object lives, and it ends
/// with the process. `doing` is what others are told: "applying a change (persistent)". Never waits.
/// Errors: a host that cannot be changed; isBusy(): "another console is applying a change, started …, process …".
class ChangeLock
{
public:
    static Result<ChangeLock> take(Host &host, const std::string &doing);
    static bool isBusy(const Error &error);

private:
    explicit ChangeLock(Handle lock)
        : m_lock(std::move(lock))
    {
    }
    Handle m_lock;
};

/// What belongs to a change besides its files: devices of the running host, a switch in the pool. Either may be empty.
struct LivePart
{
    /// Called after the files, before the change counts. It does all or nothing; its error undoes the files.
    std::function<Result<>()> make;
    /// Called when the change cannot stand although make() began or was done. To be idempotent: after a crash nobody knows
    /// how far it came.
    std::function<Result<>(const HistoryRecord &)> takeBack;
};

/// Does all of an order, or nothing: every file is compared with what the order expects, backed up into the history,
/// announced in the journal, then replaced one after the other; then the live part is made and the record counts. When
/// anything fails, what was done is taken back and the error says so. The record is returned and kept.
///
/// Errors: read-only host, a file that changed since the preview, a write that failed, an unfinished change of before
/// (call recover() first).
Result<HistoryRecord> applyOrder(Host &host, const ChangeLock &lock, const ApplyOrder &order, const Progress &progress = {},
                                 const LivePart &live = {});

/// Looks for a change that broke off (power cut, killed engine), has its live part taken back and puts the old files back;
/// half-written files it left are removed. nullopt: there was none. Idempotent. A file that is neither as it was before nor
/// as we wrote it is somebody's by now: it stays, and the record's summary names it.
Result<std::optional<HistoryRecord>> recover(Host &host, const ChangeLock &lock,
                                             const std::function<Result<>(const HistoryRecord &)> &takeBack = {});

/// What was left to somebody when this record was taken back, as its summary ends: "; /boot/loader.conf was changed by
/// somebody meanwhile and stays so"; empty: nothing.
std::string_view leftToOthers(const HistoryRecord &record);

/// Whether recover() would find something; a look that needs no lock.
bool needsRecovery(Host &host);

/// The order that takes record `id` back. Errors: no such record, it is not applied, a file was changed since (named).
Result<ApplyOrder> revertOrder(Host &host, const std::string &id, std::int64_t now);

} // namespace patchbay
