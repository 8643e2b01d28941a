// SPDX-License-Identifier: BSD-2-Clause
#include "apply/history.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <map>

namespace patchbay {

namespace {

const std::string folder = std::string(stateFolder) + "/history";

std::string recordPath(const std::string &id, const std::string &name)
{
    return folder + '/' + id + '/' + name;
}

/// "key: value" lines; a value with a line break could forge another key, so breaks become blanks.
std::string line(const std::string &key, std::string value)
{
    std::ranges::replace(value, '\n', ' ');
    return key + ": " + value + '\n';
}

std::string recordText(const HistoryRecord &record)
{
    std::string text = line("at", std::to_string(record.at)) + line("mode", record.mode) + line("state", record.state) +
                       line("summary", record.summary);
    for (const std::string &path : record.paths)
        text += line("file", path);
    return text;
}

std::optional<HistoryRecord> parseRecord(const std::string &id, std::string_view text)
{
    HistoryRecord record{.id = id};
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view entry = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto colon = entry.find(": ");
        if (colon == std::string_view::npos)
            return std::nullopt;
        const std::string_view key = entry.substr(0, colon);
        const std::string value(entry.substr(colon + 2));
        if (key == "at")
            std::from_chars(value.data(), value.data() + value.size(), record.at);
        else if (key == "mode")
            record.mode = value;
        else if (key == "state")
            record.state = value;
        else if (key == "summary")
            record.summary = value;
        else if (key == "file")
            record.paths.push_back(value);
    }
    return record.state.empty() ? std::nullopt : std::optional(std::move(record));
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

Result<std::optional<std::string>> readOptional(Host &host, const std::string &path)
{
    auto bytes = host.readFile(path);
    if (bytes)
        return std::optional(std::move(*bytes));
    if (isMissing(bytes.error()))
        return std::optional<std::string>();
    return pass(bytes.error());
}

} // namespace

Result<std::vector<HistoryRecord>> readHistory(Host &host)
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
    }
    return files;
}

Result<HistoryRecord> addRecord(Host &host, const ApplyOrder &order)
{
    const auto ids = recordIds(host);
    if (!ids)
        return pass(ids.error());
    const int next = ids->empty() ? 1 : std::stoi(ids->back()) + 1;
    HistoryRecord record{.id = std::format("{:06}", next),
                         .at = order.now,
                         .mode = order.mode,
                         .state = "broken-off",
                         .summary = order.summary};
    for (std::size_t i = 0; i < order.files.size(); ++i) {
        record.paths.push_back(order.files[i].path);
        for (const auto &[name, bytes] :
             {std::pair{std::format("{}.before", i), &order.files[i].before}, {std::format("{}.after", i), &order.files[i].after}})
            if (*bytes)
                if (auto kept = host.replaceFile(recordPath(record.id, name), **bytes); !kept)
                    return pass(kept.error());
    }
    if (auto kept = host.replaceFile(recordPath(record.id, "plan.json"), order.planText); !kept)
        return pass(kept.error());
    // Last, because the record makes the backups count.
    if (auto kept = host.replaceFile(recordPath(record.id, "record"), recordText(record)); !kept)
        return pass(kept.error());
    return record;
}

Result<> setRecordState(Host &host, HistoryRecord &record, const std::string &state)
{
    record.state = state;
    return host.replaceFile(recordPath(record.id, "record"), recordText(record));
}

} // namespace patchbay
