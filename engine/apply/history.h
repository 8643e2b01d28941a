// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/host.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// One file of a change; nullopt stands for "no such file".
struct FileWrite
{
    std::string path;
    std::optional<std::string> before;
    std::optional<std::string> after;
};

/// Everything that one apply does to a host's files.
struct ApplyOrder
{
    std::vector<FileWrite> files;
    std::string planText;      ///< the plan as the caller encodes it; kept, never read here
    std::string summary;       ///< one sentence for the history
    std::string mode = "persistent";
    std::int64_t now = 0;      ///< seconds since 1970
    std::string reverts;       ///< id of the record that this takes back; empty: none
};

/// A change that was made, as the host remembers it.
struct HistoryRecord
{
    std::string id;     ///< "000001": counts up, so that order never depends on a clock
    std::int64_t at = 0;
    std::string mode;
    std::string state;  ///< applied, broken-off, undone, reverted
    std::string summary;
    std::vector<std::string> paths;
};

/// Where everything of ours lives on a host.
inline constexpr const char *stateFolder = "/var/db/patchbay";

/// All records, oldest first; a host without any gives an empty list. Damaged records are left out.
Result<std::vector<HistoryRecord>> readHistory(Host &host);

/// The plan of the newest applied record, as it was encoded; nullopt: nothing was ever applied.
Result<std::optional<std::string>> storedPlan(Host &host);

/// One record's files with the bytes before and after. Errors: no such record, damaged record.
Result<std::vector<FileWrite>> readRecordFiles(Host &host, const std::string &id);

/// Used by transaction only: writes backups and the record itself.
Result<HistoryRecord> addRecord(Host &host, const ApplyOrder &order);
Result<> setRecordState(Host &host, HistoryRecord &record, const std::string &state);

} // namespace patchbay
