// SPDX-License-Identifier: BSD-2-Clause
#include "apply/restore.h"

#include "apply/next_boot_file.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

/// "change 000003" or "changes 000003, 000005".
std::string changesOf(const std::vector<std::string> &ids)
{
    std::string words = ids.size() == 1 ? "change " : "changes ";
    for (const std::string &id : ids)
        words += (&id == ids.data() ? "" : ", ") + id;
    return words;
}

class Way
{
public:
    Way(const Past &past, const Point &point, Restore &restore)
        : m_past(past)
        , m_point(point)
        , m_restore(restore)
    {
    }

    void add(const std::string &path)
    {
        PastFile target = m_past.at(path, m_point);
        const PastFile now = m_past.at(path, Point{}), left = m_past.last(path);
        if (!now.unknown.empty() || !target.unknown.empty())
            return refuse(path, left, now, now.unknown.empty() ? target.unknown : now.unknown);
        if (path == nextBootPath)
            target.bytes.reset();
        if (target.bytes == now.bytes)
            return;
        if (!left.unknown.empty())
            return refuse(path, left, now, left.unknown);
        if (now.bytes != left.bytes && now.bytes != spent(path, left.bytes))
            return path == nextBootPath && !now.bytes
                ? void()
                : refuse(path, left, now, "was changed by somebody since the last change, and going back would lose that");
        if (path == nextBootPath)
            m_restore.notes.push_back(path + " goes: what was for one boot is not tried again");
        if (const auto edited = m_past.editedBefore(path, m_point); !edited.empty())
            m_restore.notes.push_back(path + " was also changed by hand before " + changesOf(edited) +
                                      "; that goes too, and is kept in the history");
        m_restore.order.files.push_back({path, now.bytes, target.bytes, target.traits});
    }

private:
    void refuse(const std::string &path, const PastFile &left, const PastFile &now, const std::string &reason)
    {
        m_restore.refusals.push_back({path, left.bytes, now.bytes, reason});
    }

    const Past &m_past;
    const Point &m_point;
    Restore &m_restore;
};

Result<> checkStood(const Past &past, const Point &point)
{
    if (point.id.empty())
        return fail("is where the host is already; say which change to go back to", "now");
    if (auto good = past.check(point); !good)
        return good;
    const auto record = std::ranges::find(past.view().records, point.id, &HistoryRecord::id);
    if (!point.before && !stood(*record))
        return fail("this change never stood (" + record->state + "), so there is nothing to go back to; plan it again",
                    point.id);
    return {};
}

/// The changes after the point that were made, and what they did to the running host.
void addReverted(const Past &past, const Point &point, Restore &restore)
{
    std::vector<std::string> live;
    for (const HistoryRecord &record : past.view().records) {
        if (record.id < point.id || (record.id == point.id && !point.before) || !stood(record))
            continue;
        restore.order.reverts.push_back(record.id);
        if (record.state == "applied" && !record.live.empty())
            live.push_back(record.id);
    }
    if (!live.empty())
        restore.notes.push_back(changesOf(live) + " also moved devices of the running host: they stay where they are until "
                                                  "the next boot");
}

} // namespace

Result<Restore> restoreOrder(Host &host, const Point &point, std::int64_t now)
{
    const auto past = Past::read(host);
    if (!past)
        return pass(past.error());
    if (auto good = checkStood(*past, point); !good)
        return pass(good.error());
    auto plan = point.before ? planBefore(host, point.id) : planOf(host, point.id);
    if (!plan)
        return pass(plan.error());
    Restore restore;
    restore.order.planText = std::move(*plan);
    restore.order.summary = std::format("Files as change {} {} them", point.id, point.before ? "found" : "left");
    restore.order.now = now;
    addReverted(*past, point, restore);
    Way way(*past, point, restore);
    for (const std::string &path : past->paths())
        way.add(path);
    return restore;
}

} // namespace patchbay
