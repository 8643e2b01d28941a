// SPDX-License-Identifier: BSD-2-Clause
#include "apply/transaction.h"

#include "apply/next_boot_file.h"
#include "apply/trial.h"
#include "base/file_lock.h"

#include <algorithm>

namespace patchbay {

namespace {

using Content = std::optional<std::string>;

constexpr std::string_view staysWords = " was changed by somebody meanwhile and stays so";

Result<Content> contentOf(Host &host, const std::string &path)
{
    auto bytes = host.readFile(path);
    if (bytes)
        return Content(std::move(*bytes));
    if (isMissing(bytes.error()))
        return Content();
    return pass(bytes.error());
}

/// Brings one file from one content to another, refusing when it holds neither. `traits`: where it comes back.
Result<> move(Host &host, const std::string &path, const Content &from, const Content &to, const std::optional<FileTraits> &traits)
{
    if (from == to)
        return {};
    if (to) {
        const Expected expected{from, traits};
        return host.replaceFile(path, *to, &expected);
    }
    const auto now = contentOf(host, path);
    if (!now)
        return pass(now.error());
    if (*now != from)
        return fail("was changed by somebody since it was looked at", path);
    return host.removeFile(path);
}

/// Files in reverse order back to `before`, as far as they hold `after`. A file that already is as before is done; what
/// somebody made of one meanwhile stands, and is noted in the record.
Result<> putBack(Host &host, HistoryRecord &record, const std::vector<FileWrite> &files)
{
    std::vector<std::string> theirs;
    for (auto file = files.rbegin(); file != files.rend(); ++file) {
        const auto now = contentOf(host, file->path);
        if (!now)
            return pass(now.error());
        if (*now == file->before)
            continue;
        if (*now != file->after && *now != spent(file->path, file->after)) {
            theirs.push_back(file->path);
            continue;
        }
        if (auto moved = move(host, file->path, *now, file->before, file->traits); !moved)
            return moved;
    }
    for (const std::string &path : theirs)
        record.summary += "; " + path + std::string(staysWords);
    return {};
}

std::optional<HistoryRecord> brokenOff(const std::vector<HistoryRecord> &records)
{
    const auto found = std::ranges::find(records, "broken-off", &HistoryRecord::state);
    return found == records.end() ? std::nullopt : std::optional(*found);
}

/// What the bytes do not tell.
Result<> checkNames(Host &host, const std::vector<FileWrite> &files)
{
    std::vector<std::pair<std::string, FileTraits>> seen;
    for (const FileWrite &file : files) {
        const auto traits = host.traitsOf(file.path);
        if (!traits)
            continue;
        if (traits->link && !file.after)
            return fail("is a symbolic link, which would not come back as one; put the file itself there", file.path);
        for (const auto &[path, other] : seen)
            if (traits->isSameFile(other))
                return fail("is the same file as " + path + ", which the loader reads twice; make it one of its own", file.path);
        seen.emplace_back(file.path, *traits);
    }
    return {};
}

Result<> checkUnchanged(Host &host, const std::vector<FileWrite> &files)
{
    for (const FileWrite &file : files) {
        const auto now = contentOf(host, file.path);
        if (!now)
            return pass(now.error());
        if (*now != file.before)
            return fail("was changed by somebody since the preview; preview again", file.path);
    }
    return checkNames(host, files);
}

/// Of a change whose record is made. `made`: the live part is there.
Result<> takeAllBack(Host &host, HistoryRecord &record, const std::vector<FileWrite> &files, const LivePart &live, bool made)
{
    Result<> first;
    if (made && live.takeBack)
        first = live.takeBack(record);
    if (auto back = putBack(host, record, files); first && !back)
        first = back;
    // Left open, it is tried again by recover().
    return first ? setRecordState(host, record, "undone") : first;
}

enum class Stage : std::uint8_t { Files, Live, Made };

/// One change while it is carried out. All that is written is written before the first file changes, the word that the
/// change counts included: from then on a full disk is no danger.
class Change
{
public:
    Change(Host &host, const ApplyOrder &order, const Progress &say)
        : m_host(host)
        , m_order(order)
        , m_say(say)
    {
    }

    Result<> prepare(const HistoryRecord &record)
    {
        for (const FileWrite &file : m_order.files) {
            if (file.before == file.after || !file.after)
                continue;
            m_say("Writing " + file.path);
            const Expected expected{file.before, file.traits};
            auto prepared = m_host.prepareFile(file.path, *file.after, &expected);
            if (!prepared)
                return pass(prepared.error());
            m_files.push_back(std::move(*prepared));
        }
        auto word = prepareState(m_host, record, "applied");
        if (!word)
            return pass(word.error());
        m_word = std::move(*word);
        return {};
    }

    Result<> carryOut(const LivePart &live)
    {
        for (const auto &file : m_files)
            if (auto done = file->commit(); !done)
                return done;
        // Last, since bringing one of these back takes room.
        for (const FileWrite &file : m_order.files)
            if (!file.after)
                if (auto gone = move(m_host, file.path, file.before, file.after, {}); !gone)
                    return gone;
        m_stage = Stage::Live;
        if (live.make)
            if (auto done = live.make(); !done)
                return done;
        m_stage = Stage::Made;
        return m_word->commit();
    }

    [[nodiscard]] Stage stage() const { return m_stage; }

private:
    Host &m_host;
    const ApplyOrder &m_order;
    const Progress &m_say;
    std::vector<std::unique_ptr<PreparedFile>> m_files;
    std::unique_ptr<PreparedFile> m_word;
    Stage m_stage = Stage::Files;
};

constexpr std::string_view busyWords = "another console is ";

} // namespace

Result<ChangeLock> ChangeLock::take(Host &host, const std::string &doing)
{
    if (const auto reason = host.readOnlyReason())
        return fail(*reason, host.spec());
    const std::string path = std::string(stateFolder) + "/lock";
    auto lock = host.lock(path);
    if (!lock && isLocked(lock.error()))
        return fail(std::string(busyWords) + holderIn(host.readFile(path).value_or(std::string())), host.spec());
    if (!lock)
        return pass(lock.error());
    noteHolder(*lock, doing);
    return ChangeLock(std::move(*lock));
}

bool ChangeLock::isBusy(const Error &error) { return error.what.starts_with(busyWords); }

Result<HistoryRecord> applyOrder(Host &host, const ChangeLock &, const ApplyOrder &order, const Progress &progress,
                                 const LivePart &live)
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
    if (auto same = checkUnchanged(host, order.files); !same)
        return pass(same.error());
    say("Keeping a copy of every file");
    auto record = addRecord(host, order, say);
    if (!record)
        return pass(record.error());

    const Progress told = say;
    Result<> done;
    Stage stage = Stage::Files;
    {
        Change change(host, order, told);
        done = change.prepare(*record);
        if (done)
            done = change.carryOut(live);
        stage = change.stage();
    }
    if (done) {
        record->state = "applied";
        return record;
    }
    if (auto back = takeAllBack(host, *record, order.files, live, stage == Stage::Made); !back)
        return fail(done.error().what + "; and taking back what was done failed: " + back.error().toString(),
                    done.error().where);
    // The live part says itself what became of it.
    return fail(done.error().what + (stage == Stage::Live ? "" : "; nothing was changed"), done.error().where);
}

std::string_view leftToOthers(const HistoryRecord &record)
{
    const std::string_view summary = record.summary;
    return summary.ends_with(staysWords) ? summary.substr(std::min(summary.find("; /"), summary.size())) : std::string_view();
}

bool needsRecovery(Host &host)
{
    const auto records = readHistory(host);
    return records && brokenOff(*records);
}

Result<std::optional<HistoryRecord>> recover(Host &host, const ChangeLock &,
                                             const std::function<Result<>(const HistoryRecord &)> &takeBack)
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
    if (takeBack)
        if (auto taken = takeBack(*open); !taken)
            return pass(taken.error());
    if (auto back = putBack(host, *open, *files); !back)
        return pass(back.error());
    if (auto clean = cleanUp(host, *open); !clean)
        return pass(clean.error());
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

    ApplyOrder order{.files = {},
                     .planText = {},
                     .summary = "Take back change " + id,
                     .mode = record->mode,
                     .now = now,
                     .reverts = {id},
                     .keeps = {},
                     .live = {}};
    // What takes a change back by itself goes last, and never comes back.
    std::ranges::stable_partition(*files, [](const FileWrite &file) { return !isTrialFile(file.path); });
    for (FileWrite &file : *files) {
        const auto current = contentOf(host, file.path);
        if (!current)
            return pass(current.error());
        if (isTrialFile(file.path)) {
            if (*current)
                order.files.push_back({file.path, *current, {}});
            continue;
        }
        if (file.path == nextBootPath && file.after && !*current) { // it was used, and cleared away since
            if (file.before)
                order.files.push_back({file.path, {}, std::move(file.before), file.traits});
            continue;
        }
        const bool past = file.path == nextBootPath && !record->keeps.empty(); // a trial is not tried again by taking back
        if (*current != file.after && *current != spent(file.path, file.after))
            return fail("was changed since change " + id + ", so taking it back would lose that", file.path);
        order.files.push_back({file.path, *current, past ? Content() : std::move(file.before), file.traits});
    }
    auto plan = planBefore(host, id);
    if (!plan)
        return pass(plan.error());
    order.planText = std::move(*plan);
    return order;
}

} // namespace patchbay
