// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"

#include <functional>

namespace patchbay {

/// Told before each step, in one sentence. Called on the caller's thread.
using Progress = std::function<void(const std::string &)>;

/// Writes all files of an order, or none: every file is compared with what the order expects, backed up into the
/// history, announced in the journal, then replaced one after the other. When a write fails, those before it are put
/// back and the error says so. The record is returned and kept.
///
/// Errors: read-only host, a file that changed since the preview, a write that failed, an unfinished change of before
/// (call recover() first).
Result<HistoryRecord> applyOrder(Host &host, const ApplyOrder &order, const Progress &progress = {});

/// Looks for a change that broke off (power cut, killed engine) and puts the old files back. nullopt: there was none.
/// Idempotent. Error: a file is neither as it was before nor as we wrote it, so a person must look; the error names it
/// and the backup.
Result<std::optional<HistoryRecord>> recover(Host &host);

/// The order that takes record `id` back. Errors: no such record, it is not applied, a file was changed since (named).
Result<ApplyOrder> revertOrder(Host &host, const std::string &id, std::int64_t now);

} // namespace patchbay
