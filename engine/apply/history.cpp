// SPDX-License-Identifier: BSD-2-Clause
#include "apply/history.h"

#include "apply/record_store.h"
#include "apply/record_text.h"

#include <algorithm>
#include <format>

namespace patchbay {

using store::readOptional;
using store::recordPath;

namespace {

/// As they stand on disk, oldest first; `damaged` gets those that cannot be read.
Result<std::vector<HistoryRecord>> readRecords(Host &host, std::vector<DamagedRecord> *damaged = nullptr)
{
    const auto ids = store::recordIds(host);
    if (!ids)
        return pass(ids.error());
    std::vector<HistoryRecord> records;
    for (const std::string &id : *ids) {
        const auto text = host.readFile(recordPath(id, "record"));
        auto record = text ? parseRecord(id, *text) : std::nullopt;
        if (record)
            records.push_back(std::move(*record));
        else if (damaged && (text || !isMissing(text.error())))
            damaged->push_back({id, text ? "its record says nothing that can be read" : text.error().what});
    }
    return records;
}

bool isAny(const std::string &)
{
    return true;
}

/// Every file in a record's folder is ours, so those named as half-written ones are left-overs.
bool isHalfWritten(const std::string &name)
{
    return name.contains(".patchbay-");
}

} // namespace

/// The number after the last record. A folder without a record is one whose making broke off: nothing was changed by it, and
/// its number is used again.
Result<std::string> nextRecordId(Host &host)
{
    const auto ids = store::recordIds(host);
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
        const FileWrite &file = order.files[i];
        record.paths.push_back(file.path);
        record.sums.push_back(store::sumOf(file));
        // A copy is as the file: nobody may read it who may not read that, and it remembers what that was.
        const Expected like{.bytes = {}, .traits = file.before ? host.traitsOf(file.path) : file.traits};
        for (const auto &[name, bytes] :
             {std::pair{std::format("{}.before", i), &file.before}, {std::format("{}.after", i), &file.after}})
            if (*bytes)
                if (auto kept = host.replaceFile(recordPath(record.id, name), **bytes, &like); !kept)
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
        store::markReverted(*records);
    return records;
}

Result<HistoryView> viewHistory(Host &host)
{
    HistoryView view;
    auto records = readRecords(host, &view.damaged);
    if (!records)
        return pass(records.error());
    store::markReverted(*records);
    view.records = std::move(*records);
    std::size_t last = view.records.empty() ? 0 : std::stoul(view.records.back().id);
    if (!view.damaged.empty())
        last = std::max(last, std::stoul(view.damaged.back().id));
    // Numbers are given one after the other, and none of a change that was made twice.
    view.dropped = last - std::min(last, view.records.size() + view.damaged.size());
    return view;
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
    store::markReverted(*records);
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
    if (!store::isRecordId(id))
        return fail("is not the number of a change; history lists them", id);
    const auto text = host.readFile(recordPath(id, "record"));
    if (!text)
        return isMissing(text.error()) ? fail("there is no such change in the history", id) : pass(text.error());
    const auto record = parseRecord(id, *text);
    if (!record)
        return fail("the record of this change is damaged", recordPath(id, "record"));
    std::vector<FileWrite> files;
    for (std::size_t i = 0; i < record->paths.size(); ++i) {
        auto before = store::keptSide(host, *record, i, false), after = store::keptSide(host, *record, i, true);
        if (!before || !after)
            return pass(before ? after.error() : before.error());
        files.push_back({record->paths[i], std::move(*before), std::move(*after), store::keptTraits(host, id, i, false)});
    }
    return files;
}

namespace {

std::uint64_t weightOf(const ApplyOrder &order)
{
    std::uint64_t bytes = 1024 + order.planText.size();
    for (const FileWrite &file : order.files)
        bytes += file.before.value_or("").size() + file.after.value_or("").size();
    return bytes;
}

} // namespace

Result<HistoryRecord> addRecord(Host &host, const ApplyOrder &order, const std::function<void(const std::string &)> &say)
{
    const std::uint64_t weight = weightOf(order);
    const auto dropped = store::makeRoom(host, weight);
    if (!dropped)
        return pass(dropped.error());
    if (say && !dropped->empty())
        say(std::format("Dropped {} from the history, which keeps {} changes and {} MiB",
                        dropped->size() == 1 ? "change " + dropped->front()
                                             : std::format("changes {} to {}", dropped->front(), dropped->back()),
                        historyLimit, historyBytes >> 20));
    const auto id = nextRecordId(host);
    if (!id)
        return pass(id.error());
    if (auto empty = store::removeFrom(host, *id, isAny); !empty)
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
                         .sums = {},
                         .copy = order.copy,
                         .bytes = weight};
    if (auto kept = keepAll(host, order, record); !kept) {
        // What could be kept of it only takes room; the next record would clear it away too.
        (void)store::removeFrom(host, record.id, isAny).has_value();
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
    return store::removeFrom(host, record.id, isHalfWritten);
}

} // namespace patchbay
