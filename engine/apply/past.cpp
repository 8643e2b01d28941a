// SPDX-License-Identifier: BSD-2-Clause
#include "apply/past.h"

#include "apply/next_boot_file.h"
#include "apply/record_store.h"
#include "apply/trial.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

constexpr std::string_view beforeWord = "before-";

bool touches(const HistoryRecord &record, const std::string &path)
{
    return std::ranges::contains(record.paths, path);
}

/// Whether a record lies on this side of a point.
bool isUpTo(const std::string &id, const Point &point)
{
    return id < point.id || (id == point.id && !point.before);
}

} // namespace

bool stood(const HistoryRecord &record)
{
    return record.state == "applied" || record.state == "reverted";
}

std::string Point::toString() const
{
    return id.empty() ? "now" : before ? std::string(beforeWord) + id : id;
}

Result<Point> parsePoint(std::string_view text)
{
    if (text == "now")
        return Point{};
    std::string_view number = text;
    const bool before = number.starts_with(beforeWord);
    number.remove_prefix(before ? beforeWord.size() : 0);
    const std::string id = std::string(6 - std::min<std::size_t>(number.size(), 6), '0') + std::string(number);
    if (number.empty() || !store::isRecordId(id))
        return fail("is no point of a history: say 000003, before-000003 or now", std::string(text.substr(0, 60)));
    return Point{id, before};
}

Result<Past> Past::read(Host &host)
{
    auto view = viewHistory(host);
    if (!view)
        return pass(view.error());
    return Past(host, std::move(*view));
}

Result<> Past::check(const Point &point) const
{
    if (point.id.empty() || std::ranges::contains(m_view.records, point.id, &HistoryRecord::id))
        return {};
    for (const DamagedRecord &damaged : m_view.damaged)
        if (damaged.id == point.id)
            return fail("the record of this change is damaged: " + damaged.reason, point.id);
    if (!m_view.records.empty() && point.id < m_view.records.front().id)
        return fail("this change is not kept any more: the history begins with " + m_view.records.front().id, point.id);
    return fail("there is no such change in the history", point.id);
}

std::vector<std::string> Past::paths() const
{
    std::vector<std::string> all;
    for (const HistoryRecord &record : m_view.records)
        std::ranges::copy_if(record.paths, std::back_inserter(all), [](const std::string &path) { return !isTrialFile(path); });
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

PastFile Past::at(const std::string &path, const Point &point) const
{
    if (point.id.empty()) {
        auto bytes = store::readOptional(*m_host, path);
        return bytes ? PastFile{std::move(*bytes), {}} : PastFile{{}, bytes.error().toString()};
    }
    const HistoryRecord *base = nullptr, *next = nullptr;
    for (const HistoryRecord &record : m_view.records) {
        if (!touches(record, path))
            continue;
        if (!isUpTo(record.id, point))
            next = next ? next : &record;
        else if (stood(record) || record.id == point.id)
            base = &record;
    }
    const std::string at = point.before ? std::to_string(std::stol(point.id) - 1) : point.id;
    const std::string upTo = std::string(6 - std::min<std::size_t>(at.size(), 6), '0') + at;
    const DamagedRecord *damaged = base ? damagedIn(base->id, upTo) : nullptr;
    if (base && !damaged)
        return kept(*base, path, true);
    if (next && !(damaged = damagedIn(upTo, next->id)))
        return kept(*next, path, false);
    if (damaged)
        return {{}, "change " + damaged->id + ", whose record is damaged, may have changed it"};
    return {{}, "no change that is kept has to do with it"};
}

PastFile Past::last(const std::string &path) const
{
    const HistoryRecord *base = nullptr, *newest = nullptr;
    for (const HistoryRecord &record : m_view.records)
        if (touches(record, path)) {
            newest = &record;
            base = stood(record) ? &record : base;
        }
    if (!newest)
        return {{}, "no change that is kept has to do with it"};
    if (const DamagedRecord *damaged = damagedIn((base ? base : newest)->id, "999999"))
        return {{}, "change " + damaged->id + ", whose record is damaged, may have changed it"};
    return base ? kept(*base, path, true) : kept(*newest, path, false);
}

std::vector<std::string> Past::editedBefore(const std::string &path, const Point &since) const
{
    std::vector<std::string> edited;
    const HistoryRecord *previous = nullptr;
    for (const HistoryRecord &record : m_view.records) {
        if (!touches(record, path) || !stood(record))
            continue;
        if (previous && !isUpTo(record.id, since)) {
            const PastFile left = kept(*previous, path, true), found = kept(record, path, false);
            if (left.unknown.empty() && found.unknown.empty() && left.bytes != found.bytes)
                edited.push_back(record.id);
        }
        previous = &record;
    }
    return edited;
}

std::string Past::remark(const HistoryRecord &record) const
{
    std::vector<std::string> back, edited;
    std::size_t same = 0;
    if (record.state != "applied" || damagedIn(record.id, "999999"))
        return {};
    for (const std::string &path : record.paths) {
        const bool later = std::ranges::any_of(m_view.records, [&](const HistoryRecord &other) {
            return other.id > record.id && stood(other) && touches(other, path);
        });
        if (later || isTrialFile(path) || path == nextBootPath)
            continue;
        const PastFile before = kept(record, path, false), after = kept(record, path, true), now = at(path, Point{});
        const bool known = before.unknown.empty() && after.unknown.empty() && now.unknown.empty();
        if (!known || before.bytes == after.bytes)
            continue;
        if (now.bytes == after.bytes)
            ++same;
        else
            (now.bytes == before.bytes ? back : edited).push_back(path);
    }
    if (!back.empty() && edited.empty() && same == 0)
        return "no longer: its files are as before it, though no change took it back (another boot environment does that)";
    edited.insert(edited.end(), back.begin(), back.end());
    std::string words;
    for (const std::string &path : edited)
        words += (words.empty() ? "" : ", ") + path;
    return words.empty() ? words : "changed since, by no change of ours: " + words;
}

PastFile Past::kept(const HistoryRecord &record, const std::string &path, bool after) const
{
    const auto index = std::size_t(std::ranges::find(record.paths, path) - record.paths.begin());
    auto bytes = store::keptSide(*m_host, record, index, after);
    return bytes ? PastFile{std::move(*bytes), {}, store::keptTraits(*m_host, record.id, index, after)}
                 : PastFile{{}, bytes.error().toString()};
}

/// The first damaged record of a number above `after` and not above `upTo`.
const DamagedRecord *Past::damagedIn(const std::string &after, const std::string &upTo) const
{
    const auto found = std::ranges::find_if(m_view.damaged,
                                            [&](const DamagedRecord &each) { return each.id > after && each.id <= upTo; });
    return found == m_view.damaged.end() ? nullptr : &*found;
}

} // namespace patchbay
