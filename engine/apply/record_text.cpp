// SPDX-License-Identifier: BSD-2-Clause
#include "apply/record_text.h"

#include <algorithm>
#include <charconv>

namespace patchbay {

namespace {

/// "key: value" lines; a value with a line break could forge another key, so breaks become blanks.
std::string line(const std::string &key, std::string value)
{
    std::ranges::replace(value, '\n', ' ');
    return key + ": " + value + '\n';
}

void setField(HistoryRecord &record, std::string_view key, const std::string &value)
{
    if (key == "at")
        std::from_chars(value.data(), value.data() + value.size(), record.at);
    else if (key == "bytes")
        std::from_chars(value.data(), value.data() + value.size(), record.bytes.emplace());
    else if (key == "mode")
        record.mode = value;
    else if (key == "state")
        record.state = value;
    else if (key == "summary")
        record.summary = value;
    else if (key == "file")
        record.paths.push_back(value);
    else if (key == "sum")
        record.sums.push_back(value);
    else if (key == "reverts")
        record.reverts.push_back(value);
    else if (key == "keeps")
        record.keeps = value;
    else if (key == "took" || key == "took-listed")
        record.live.taken.push_back({value.substr(0, value.find(' ')), value.substr(value.find(' ') + 1), key != "took"});
    else if (key == "copy" || key == "copy-once")
        record.copy = {value.substr(0, value.find(' ')), value.substr(std::min(value.find(' '), value.size() - 1) + 1),
                       key != "copy"};
    else if (key == "gave")
        record.live.given.push_back(value);
    else if (key == "kenv")
        record.live.environment.push_back(value);
}

} // namespace

std::string recordText(const HistoryRecord &record)
{
    std::string text = line("at", std::to_string(record.at)) + line("mode", record.mode) + line("state", record.state) +
                       line("summary", record.summary);
    for (const std::string &path : record.paths)
        text += line("file", path);
    for (const std::string &sum : record.sums)
        text += line("sum", sum);
    if (record.bytes)
        text += line("bytes", std::to_string(*record.bytes));
    for (const std::string &id : record.reverts)
        text += line("reverts", id);
    if (!record.keeps.empty())
        text += line("keeps", record.keeps);
    if (!record.copy.empty())
        text += line(record.copy.once ? "copy-once" : "copy", record.copy.name + ' ' + record.copy.running);
    for (const LiveEffect::Taken &taken : record.live.taken)
        text += line(taken.listed ? "took-listed" : "took", taken.address + ' ' + taken.driver);
    for (const std::string &address : record.live.given)
        text += line("gave", address);
    for (const std::string &variable : record.live.environment)
        text += line("kenv", variable);
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
        setField(record, entry.substr(0, colon), std::string(entry.substr(colon + 2)));
    }
    return record.state.empty() ? std::nullopt : std::optional(std::move(record));
}

} // namespace patchbay
