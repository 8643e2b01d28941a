// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/boot_copy.h"
#include "base/result.h"
#include "host/host.h"

#include <cstdint>
#include <functional>
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
    std::optional<FileTraits> traits{}; ///< of the file as it was once, where this brings it back
};

/// What a change does to the running host, as far as taking it back needs to know.
struct LiveEffect
{
    struct Taken
    {
        std::string address; ///< "pci0:4:0:0"
        std::string driver;  ///< whom it was taken from: "ix0"; empty: nobody
        bool listed = false; ///< the kernel's pptdevs named it although another driver had it
    };
    std::vector<Taken> taken;             ///< given to ppt
    std::vector<std::string> given;       ///< given back to the host, which ppt held
    std::vector<std::string> environment; ///< "pptdevs=4/0/0 4/0/1": the kernel's, before

    [[nodiscard]] bool empty() const { return taken.empty() && given.empty(); }
};

/// Everything that one apply does to a host.
struct ApplyOrder
{
    std::vector<FileWrite> files;
    std::string planText;      ///< the plan as the caller encodes it; kept, never read here
    std::string summary;       ///< one sentence for the history
    std::string mode = "persistent";
    std::int64_t now = 0;      ///< seconds since 1970
    std::vector<std::string> reverts; ///< ids of the records that this takes back
    std::string keeps;                ///< id of the record that this makes last
    LiveEffect live;           ///< kept, never carried out here
    BootCopy copy{};           ///< kept, never made here
};

/// A change that was made, as the host remembers it.
struct HistoryRecord
{
    std::string id;     ///< "000001": counts up, so that order never depends on a clock
    std::int64_t at = 0;
    std::string mode;
    std::string state;  ///< applied, broken-off, undone, expired (nobody confirmed it: the host took it back), reverted (by a
                        ///< later one that is in force)
    std::string summary;
    std::vector<std::string> paths;
    std::vector<std::string> reverts; ///< ids of records that this one took back
    std::string keeps;                ///< id of the record that this one made last; empty: none
    LiveEffect live;
    std::vector<std::string> sums; ///< of each path: digests of the bytes before and after, "-": no such file
    BootCopy copy{};               ///< what was made of the root file system before it
    std::optional<std::uint64_t> bytes; ///< what it takes on the disk; not noted in records of older versions
};

/// Where everything of ours lives on a host.
inline constexpr const char *stateFolder = "/var/db/patchbay";

/// How many changes a host remembers, and how many bytes; the oldest go when there are more. What a change needs that waits
/// to be confirmed or is the last one in force stays even then.
inline constexpr std::size_t historyLimit = 200;
inline constexpr std::uint64_t historyBytes = std::uint64_t(16) << 20;

/// All records, oldest first; a host without any gives an empty list. Damaged records are left out.
Result<std::vector<HistoryRecord>> readHistory(Host &host);

/// A record that is there and says nothing.
struct DamagedRecord
{
    std::string id;
    std::string reason;
};

/// The history as a person should see it.
struct HistoryView
{
    std::vector<HistoryRecord> records; ///< as readHistory()
    std::vector<DamagedRecord> damaged; ///< oldest first
    std::size_t dropped = 0;            ///< how many were once there and are not kept any more
};
Result<HistoryView> viewHistory(Host &host);

/// The plan of the newest applied record, as it was encoded; nullopt: nothing was ever applied.
Result<std::optional<std::string>> storedPlan(Host &host);

/// One record's files with the bytes before and after. Errors: no such record, damaged record.
Result<std::vector<FileWrite>> readRecordFiles(Host &host, const std::string &id);

/// The plan that was in force before record `id`; empty: none.
Result<std::string> planBefore(Host &host, const std::string &id);

/// The plan that record `id` carries; empty: none.
Result<std::string> planOf(Host &host, const std::string &id);

/// The id that the next record will get while the host's lock is held.
Result<std::string> nextRecordId(Host &host);

/// Used by transaction only, which holds the host's lock: writes backups and the record itself, as "broken-off". `say` is
/// told which old records had to go.
Result<HistoryRecord> addRecord(Host &host, const ApplyOrder &order,
                                const std::function<void(const std::string &)> &say = {});
Result<> setRecordState(Host &host, HistoryRecord &record, const std::string &state);
Result<std::unique_ptr<PreparedFile>> prepareState(Host &host, HistoryRecord record, const std::string &state);

/// Used by transaction only: removes what killed writes of this record and its files left behind.
Result<> cleanUp(Host &host, const HistoryRecord &record);

} // namespace patchbay
