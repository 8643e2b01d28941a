// SPDX-License-Identifier: BSD-2-Clause
#include "apply/history.h"

#include "apply/record_text.h"
#include "base/digest.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

const std::string folder = std::string(stateFolder) + "/history";

std::string recordPath(const std::string &id, const std::string &name)
{
    return folder + '/' + id + '/' + name;
}

/// One write makes a record count; that it took others back follows from it, so no crash can come between the two.
void markReverted(std::vector<HistoryRecord> &records)
{
    for (auto later = records.rbegin(); later != records.rend(); ++later)
        for (HistoryRecord &record : records)
            if (later->state == "applied" && record.state == "applied" && record.id < later->id &&
                std::ranges::contains(later->reverts, record.id))
                record.state = "reverted";
}

std::string sumOf(const FileWrite &file)
{
    const auto one = [](const std::optional<std::string> &bytes) {
        return bytes ? digest(*bytes) : std::string("-");
    };
    return one(file.before) + ' ' + one(file.after);
}

bool isRecordId(const std::string &name)
{
    return name.size() == 6 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::vector<std::string>> recordIds(Host &host)
{
    auto names = host.listFolder(folder);
    if (!names)
        return isMissing(names.error()) ? Result<std::vector<std::string>>{std::vector<std::string>{}} : std::move(names);
    std::erase_if(*names, [](const std::string &name) { return !isRecordId(name); });
    std::ranges::sort(*names);
    return names;
}

/// As they stand on disk, oldest first.
Result<std::vector<HistoryRecord>> readRecords(Host &host)
{
    const auto ids = recordIds(host);
    if (!ids)
        return pass(ids.error());
    std::vector<HistoryRecord> records;
    for (const std::string &id : *ids)
        if (const auto text = host.readFile(recordPath(id, "record")))
            if (auto record = parseRecord(id, *text))
                records.push_back(std::move(*record));
    return records;
}

Result<std::optional<std::string>> readOptional(Host &host, const std::string &path)
{
    auto bytes = host.readFile(path);
    if (bytes)
        return std::optional(std::move(*bytes));
    if (isMissing(bytes.error()))
        return std::optional<std::string>();
    return pass(bytes.error());
}

/// Every file in a record's folder is ours, so those named as half-written ones are left-overs.
bool isHalfWritten(const std::string &name)
{
    return name.contains(".patchbay-");
}

bool isAny(const std::string &)
{
    return true;
}

Result<> removeFrom(Host &host, const std::string &id, bool (*which)(const std::string &))
{
    auto names = host.listFolder(folder + '/' + id);
    if (!names)
        return isMissing(names.error()) ? Result<>() : pass(names.error());
    // The record first: without it the rest does not count, while a record without its backups would.
    std::ranges::stable_partition(*names, [](const std::string &name) { return name == "record"; });
    for (const std::string &name : *names)
        if (which(name))
            if (auto gone = host.removeFile(recordPath(id, name)); !gone)
                return gone;
    return {};
}

/// Makes room for one more. The newest applied record, which carries the plan in force, is far from the oldest.
Result<> forgetOldest(Host &host)
{
    const auto ids = recordIds(host);
    if (!ids)
        return pass(ids.error());
    for (std::size_t i = 0; i + historyLimit < ids->size() + 1; ++i) {
        if (auto gone = removeFrom(host, (*ids)[i], isAny); !gone)
            return gone;
        if (auto gone = host.removeFile(folder + '/' + (*ids)[i]); !gone)
            return gone;
    }
    return {};
}

} // namespace

/// The number after the last record. A folder without a record is one whose making broke off: nothing was changed by it, and
/// its number is used again.
Result<std::string> nextRecordId(Host &host)
{
    const auto ids = recordIds(host);
    if (!ids)
        return pass(ids.error());
    int last = 0;
    for (const std::string &id : *ids) {
        const auto text = readOptional(host, recordPath(id, "record"));
        if (!text)
            return pass(text.error());
        if (*text)
            last = std::stoi(id);
    }
    return std::format("{:06}", last + 1);
}

namespace {

Result<> keepAll(Host &host, const ApplyOrder &order, HistoryRecord &record)
{
    for (std::size_t i = 0; i < order.files.size(); ++i) {
        record.paths.push_back(order.files[i].path);
        record.sums.push_back(sumOf(order.files[i]));
        for (const auto &[name, bytes] :
             {std::pair{std::format("{}.before", i), &order.files[i].before}, {std::format("{}.after", i), &order.files[i].after}})
            if (*bytes)
                if (auto kept = host.replaceFile(recordPath(record.id, name), **bytes); !kept)
                    return kept;
    }
    if (auto kept = host.replaceFile(recordPath(record.id, "plan.json"), order.planText); !kept)
        return kept;
    // Last, because the record makes the backups count; and never over another's, whatever became of the lock.
    const Expected none;
    if (auto kept = host.replaceFile(recordPath(record.id, "record"), recordText(record), &none); !kept)
        return kept;
    return {};
}

} // namespace

Result<std::vector<HistoryRecord>> readHistory(Host &host)
{
    auto records = readRecords(host);
    if (records)
        markReverted(*records);
    return records;
}

Result<std::optional<std::string>> storedPlan(Host &host)
{
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    // A record that takes another back carries the plan that counted before it, so the newest applied one decides.
    for (auto record = records->rbegin(); record != records->rend(); ++record)
        if (record->state == "applied") {
            auto text = readOptional(host, recordPath(record->id, "plan.json"));
            if (text && *text && (*text)->empty())
                text->reset();
            return text;
        }
    return std::optional<std::string>();
}

Result<std::string> planBefore(Host &host, const std::string &id)
{
    auto records = readRecords(host);
    if (!records)
        return pass(records.error());
    std::erase_if(*records, [&](const HistoryRecord &record) { return record.id >= id; });
    markReverted(*records);
    for (auto record = records->rbegin(); record != records->rend(); ++record)
        if (record->state == "applied") {
            auto text = readOptional(host, recordPath(record->id, "plan.json"));
            return text ? Result<std::string>(text->value_or("")) : pass(text.error());
        }
    return std::string();
}

Result<std::string> planOf(Host &host, const std::string &id)
{
    auto text = readOptional(host, recordPath(id, "plan.json"));
    return text ? Result<std::string>(text->value_or("")) : pass(text.error());
}

Result<std::vector<FileWrite>> readRecordFiles(Host &host, const std::string &id)
{
    if (!isRecordId(id))
        return fail("is not the number of a change; history lists them", id);
    const auto text = host.readFile(recordPath(id, "record"));
    if (!text)
        return isMissing(text.error()) ? fail("there is no such change in the history", id) : pass(text.error());
    const auto record = parseRecord(id, *text);
    if (!record)
        return fail("the record of this change is damaged", recordPath(id, "record"));
    std::vector<FileWrite> files;
    for (std::size_t i = 0; i < record->paths.size(); ++i) {
        auto before = readOptional(host, recordPath(id, std::format("{}.before", i)));
        auto after = readOptional(host, recordPath(id, std::format("{}.after", i)));
        if (!before || !after)
            return pass(before ? after.error() : before.error());
        files.push_back({record->paths[i], std::move(*before), std::move(*after)});
        // A backup that is gone must not be taken for "there was no such file".
        if (i < record->sums.size() && record->sums[i] != sumOf(files.back()))
            return fail("the copy of this file that was kept is damaged", recordPath(id, std::format("{}.before", i)));
    }
    return files;
}

Result<HistoryRecord> addRecord(Host &host, const ApplyOrder &order)
{
    if (auto room = forgetOldest(host); !room)
        return pass(room.error());
    const auto id = nextRecordId(host);
    if (!id)
        return pass(id.error());
    if (auto empty = removeFrom(host, *id, isAny); !empty)
        return pass(empty.error());
    HistoryRecord record{.id = *id,
                         .at = order.now,
                         .mode = order.mode,
                         .state = "broken-off",
                         .summary = order.summary,
                         .paths = {},
                         .reverts = order.reverts,
                         .keeps = order.keeps,
                         .live = order.live,
                         .sums = {}};
    if (auto kept = keepAll(host, order, record); !kept) {
        // What could be kept of it only takes room; the next record would clear it away too.
        (void)removeFrom(host, record.id, isAny).has_value();
        return pass(kept.error());
    }
    return record;
}

Result<> setRecordState(Host &host, HistoryRecord &record, const std::string &state)
{
    record.state = state;
    return host.replaceFile(recordPath(record.id, "record"), recordText(record));
}

Result<std::unique_ptr<PreparedFile>> prepareState(Host &host, HistoryRecord record, const std::string &state)
{
    record.state = state;
    return host.prepareFile(recordPath(record.id, "record"), recordText(record), nullptr);
}

Result<> cleanUp(Host &host, const HistoryRecord &record)
{
    const auto files = readRecordFiles(host, record.id);
    if (!files)
        return pass(files.error());
    for (const FileWrite &file : *files) {
        std::vector<std::string> contents;
        for (const auto *bytes : {&file.before, &file.after})
            if (*bytes)
                contents.push_back(**bytes);
        if (auto clean = host.removeTemporaries(file.path, contents); !clean)
            return clean;
    }
    return removeFrom(host, record.id, isHalfWritten);
}

} // namespace patchbay
