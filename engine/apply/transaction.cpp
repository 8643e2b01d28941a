// SPDX-License-Identifier: BSD-2-Clause
#include "apply/transaction.h"

#include <algorithm>

namespace patchbay {

namespace {

using Content = std::optional<std::string>;

Result<Content> contentOf(Host &host, const std::string &path)
{
    auto bytes = host.readFile(path);
    if (bytes)
        return Content(std::move(*bytes));
    if (isMissing(bytes.error()))
        return Content();
    return pass(bytes.error());
}

/// Brings one file from one content to another, refusing when it holds neither.
Result<> move(Host &host, const std::string &path, const Content &from, const Content &to)
{
    if (from == to)
        return {};
    if (to) {
        const Expected expected{from};
        return host.replaceFile(path, *to, &expected);
    }
    const auto now = contentOf(host, path);
    if (!now)
        return pass(now.error());
    if (*now != from)
        return fail("was changed by somebody since it was looked at", path);
    return host.removeFile(path);
}

/// Files in reverse order back to `before`, as far as they hold `after`. A file that already is as before is done.
Result<> putBack(Host &host, const std::vector<FileWrite> &files)
{
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
        const auto now = contentOf(host, file->path);
        if (!now)
            return pass(now.error());
        if (*now == file->before)
            continue;
        if (*now != file->after)
            return fail("was changed by somebody while a change of ours was half done; its old content is kept under " +
                            std::string(stateFolder) + "/history",
                        file->path);
        if (auto moved = move(host, file->path, file->after, file->before); !moved)
            return moved;
    }
    return {};
}

std::optional<HistoryRecord> brokenOff(const std::vector<HistoryRecord> &records)
{
    const auto found = std::ranges::find(records, "broken-off", &HistoryRecord::state);
    return found == records.end() ? std::nullopt : std::optional(*found);
}

Result<> markReverted(Host &host, const std::string &id)
{
    auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    const auto found = std::ranges::find(*records, id, &HistoryRecord::id);
    return found == records->end() ? Result<>() : setRecordState(host, *found, "reverted");
}

} // namespace

Result<HistoryRecord> applyOrder(Host &host, const ApplyOrder &order, const Progress &progress)
{
    const auto say = [&](const std::string &text) {
        if (progress)
            progress(text);
    };
    if (const auto reason = host.readOnlyReason())
        return fail(*reason, host.spec());
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    if (const auto open = brokenOff(*records))
        return fail("change " + open->id + " broke off half-way and must be put right first", host.spec());

    say("Comparing the files with the preview");
    for (const FileWrite &file : order.files) {
        const auto now = contentOf(host, file.path);
        if (!now)
            return pass(now.error());
        if (*now != file.before)
            return fail("was changed by somebody since the preview; preview again", file.path);
    }
    say("Keeping a copy of every file");
    auto record = addRecord(host, order);
    if (!record)
        return pass(record.error());

    for (std::size_t i = 0; i < order.files.size(); ++i) {
        const FileWrite &file = order.files[i];
        say("Writing " + file.path);
        if (auto written = move(host, file.path, file.before, file.after); !written) {
            const std::vector<FileWrite> done(order.files.begin(), order.files.begin() + std::ptrdiff_t(i));
            if (auto back = putBack(host, done); !back)
                return fail(written.error().what + "; and putting the others back failed: " + back.error().toString(),
                            written.error().where);
            if (auto marked = setRecordState(host, *record, "undone"); !marked)
                return pass(marked.error());
            return fail(written.error().what + "; nothing was changed", written.error().where);
        }
    }
    if (auto marked = setRecordState(host, *record, "applied"); !marked)
        return pass(marked.error());
    if (!order.reverts.empty())
        if (auto marked = markReverted(host, order.reverts); !marked)
            return pass(marked.error());
    return record;
}

Result<std::optional<HistoryRecord>> recover(Host &host)
{
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    auto open = brokenOff(*records);
    if (!open)
        return std::optional<HistoryRecord>();
    const auto files = readRecordFiles(host, open->id);
    if (!files)
        return pass(files.error());
    if (auto back = putBack(host, *files); !back)
        return pass(back.error());
    if (auto marked = setRecordState(host, *open, "undone"); !marked)
        return pass(marked.error());
    return open;
}

Result<ApplyOrder> revertOrder(Host &host, const std::string &id, std::int64_t now)
{
    auto files = readRecordFiles(host, id);
    if (!files)
        return pass(files.error());
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    const auto record = std::ranges::find(*records, id, &HistoryRecord::id);
    if (record == records->end() || record->state != "applied")
        return fail("this change is not in force, so there is nothing to take back", id);

    ApplyOrder order{.summary = "Take back change " + id, .now = now, .reverts = id};
    for (FileWrite &file : *files) {
        const auto current = contentOf(host, file.path);
        if (!current)
            return pass(current.error());
        if (*current != file.after)
            return fail("was changed since change " + id + ", so taking it back would lose that", file.path);
        order.files.push_back({file.path, std::move(file.after), std::move(file.before)});
    }
    // The plan in force before this one.
    for (const HistoryRecord &older : *records)
        if (older.id < id && older.state == "applied")
            if (const auto text = host.readFile(std::string(stateFolder) + "/history/" + older.id + "/plan.json"))
                order.planText = *text;
    return order;
}

} // namespace patchbay
