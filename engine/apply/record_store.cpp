// SPDX-License-Identifier: BSD-2-Clause
#include "apply/record_store.h"

#include "apply/record_text.h"
#include "apply/trial.h"
#include "base/digest.h"

#include <algorithm>
#include <format>
#include <set>

namespace patchbay::store {

namespace {

std::string digestOf(const std::optional<std::string> &bytes)
{
    return bytes ? digest(*bytes) : std::string("-");
}

/// The record that `found` names, and the newest applied one before it.
void keepLastTwo(std::vector<HistoryRecord> records, std::set<std::string> &needed)
{
    for (int i = 0; i < 2; ++i) {
        markReverted(records);
        const auto last = std::ranges::find(records.rbegin(), records.rend(), "applied", &HistoryRecord::state);
        if (last == records.rend())
            return;
        const std::string id = last->id;
        needed.insert(id);
        std::erase_if(records, [&](const HistoryRecord &record) { return record.id >= id; });
        for (HistoryRecord &record : records)
            if (record.state == "reverted")
                record.state = "applied";
    }
}

Result<std::set<std::string>> neededIds(Host &host, const std::vector<HistoryRecord> &records)
{
    std::set<std::string> needed;
    for (const HistoryRecord &record : records)
        if (record.state == "broken-off")
            needed.insert(record.id);
    const auto order = readOptional(host, trialOrderPath);
    if (!order)
        return pass(order.error());
    if (const auto trial = parseTrialOrder(order->value_or("")))
        needed.insert(trial->id);
    keepLastTwo(records, needed);
    return needed;
}

std::uint64_t weigh(Host &host, const std::string &id)
{
    std::uint64_t bytes = 0;
    const auto names = host.listFolder(std::string(recordsFolder) + '/' + id);
    for (const std::string &name : names.value_or(std::vector<std::string>()))
        if (const auto content = host.readFile(recordPath(id, name)))
            bytes += content->size();
    return bytes;
}

std::string copyPath(const std::string &id, std::size_t index, bool after)
{
    return recordPath(id, std::format("{}.{}", index, after ? "after" : "before"));
}

bool isAny(const std::string &)
{
    return true;
}

} // namespace

std::string recordPath(const std::string &id, const std::string &name)
{
    return std::string(recordsFolder) + '/' + id + '/' + name;
}

bool isRecordId(std::string_view name)
{
    return name.size() == 6 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::vector<std::string>> recordIds(Host &host)
{
    auto names = host.listFolder(recordsFolder);
    if (!names)
        return isMissing(names.error()) ? Result<std::vector<std::string>>{std::vector<std::string>{}} : std::move(names);
    std::erase_if(*names, [](const std::string &name) { return !isRecordId(name); });
    std::ranges::sort(*names);
    return names;
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

std::string sumOf(const FileWrite &file)
{
    return digestOf(file.before) + ' ' + digestOf(file.after);
}

std::optional<FileTraits> keptTraits(Host &host, const std::string &id, std::size_t index, bool after)
{
    auto traits = host.traitsOf(copyPath(id, index, after));
    if (traits)
        traits->link = false;
    return traits;
}

Result<std::optional<std::string>> keptSide(Host &host, const HistoryRecord &record, std::size_t index, bool after)
{
    const std::string path = copyPath(record.id, index, after);
    auto bytes = readOptional(host, path);
    if (!bytes || index >= record.sums.size())
        return bytes;
    const std::string &sums = record.sums[index];
    const auto blank = std::min(sums.find(' '), sums.size());
    // A copy that is gone must not be taken for "there was no such file".
    if (digestOf(*bytes) != (after ? sums.substr(std::min(blank + 1, sums.size())) : sums.substr(0, blank)))
        return fail("the copy of this file that was kept is damaged", path);
    return bytes;
}

Result<> removeFrom(Host &host, const std::string &id, bool (*which)(const std::string &))
{
    auto names = host.listFolder(std::string(recordsFolder) + '/' + id);
    if (!names)
        return isMissing(names.error()) ? Result<>() : pass(names.error());
    std::ranges::stable_partition(*names, [](const std::string &name) { return name == "record"; });
    for (const std::string &name : *names)
        if (which(name))
            if (auto gone = host.removeFile(recordPath(id, name)); !gone)
                return gone;
    return {};
}

void markReverted(std::vector<HistoryRecord> &records)
{
    for (auto later = records.rbegin(); later != records.rend(); ++later)
        for (HistoryRecord &record : records)
            if (later->state == "applied" && record.state == "applied" && record.id < later->id &&
                std::ranges::contains(later->reverts, record.id))
                record.state = "reverted";
}

Result<std::vector<std::string>> makeRoom(Host &host, std::uint64_t bytes)
{
    const auto ids = recordIds(host);
    const auto records = readHistory(host);
    if (!ids || !records)
        return pass(ids ? records.error() : ids.error());
    std::vector<std::uint64_t> weights;
    std::size_t count = ids->size();
    for (const std::string &id : *ids) {
        const auto record = std::ranges::find(*records, id, &HistoryRecord::id);
        weights.push_back(record != records->end() && record->bytes ? *record->bytes : weigh(host, id));
        bytes += weights.back();
    }
    std::vector<std::string> dropped;
    if (count < historyLimit && bytes <= historyBytes)
        return dropped;
    const auto needed = neededIds(host, *records);
    if (!needed)
        return pass(needed.error());
    for (std::size_t i = 0; i < ids->size() && (count >= historyLimit || bytes > historyBytes); ++i) {
        const std::string &id = (*ids)[i];
        if (needed->contains(id))
            continue;
        if (auto gone = removeFrom(host, id, isAny); !gone)
            return pass(gone.error());
        if (auto gone = host.removeFile(std::string(recordsFolder) + '/' + id); !gone)
            return pass(gone.error());
        dropped.push_back(id);
        --count;
        bytes -= weights[i];
    }
    return dropped;
}

} // namespace patchbay::store
