// SPDX-License-Identifier: BSD-2-Clause
#include "apply/restore.h"

#include "apply/record_store.h"
#include "conf/diff.h"

#include <algorithm>
#include <ctime>
#include <format>

namespace patchbay {

namespace {

std::string timeOf(std::int64_t at)
{
    const std::time_t when = at;
    std::tm parts{};
    char text[32] = "";
    if (!gmtime_r(&when, &parts) || std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", &parts) == 0)
        return std::to_string(at);
    return text;
}

std::string line(const std::string &key, std::string value)
{
    std::ranges::replace(value, '\n', ' ');
    return value.empty() ? std::string() : key + ": " + value + '\n';
}

std::string fileText(const FileWrite &file)
{
    const std::string diff = unifiedDiff(file.before.value_or(""), file.after.value_or(""),
                                         file.before ? 'a' + file.path : "/dev/null", file.after ? 'b' + file.path : "/dev/null");
    if (!diff.empty() || file.before.has_value() == file.after.has_value())
        return diff;
    return "# " + file.path + (file.after ? ": made, empty\n" : ": removed; it was empty\n");
}

std::string headText(const HistoryRecord &record)
{
    std::string text = "change " + record.id + '\n' + line("made", timeOf(record.at)) + line("mode", record.mode) +
        line("state", record.state) + line("summary", record.summary) + line("keeps", record.keeps);
    for (const std::string &id : record.reverts)
        text += line("reverts", id);
    for (const LiveEffect::Taken &taken : record.live.taken)
        text += line("took", taken.address + (taken.driver.empty() ? "" : " from " + taken.driver));
    for (const std::string &address : record.live.given)
        text += line("gave back", address);
    return text;
}

std::string recordPart(Host &host, const HistoryRecord &record)
{
    std::string text = headText(record);
    const auto plan = planOf(host, record.id);
    text += line("plan", plan ? *plan : "not readable: " + plan.error().toString());
    for (std::size_t i = 0; i < record.paths.size(); ++i) {
        auto before = store::keptSide(host, record, i, false), after = store::keptSide(host, record, i, true);
        text += before && after ? fileText({record.paths[i], std::move(*before), std::move(*after)})
                                : "# " + record.paths[i] + ": " + (before ? after.error() : before.error()).toString() + '\n';
    }
    return text + '\n';
}

} // namespace

Result<std::string> historyText(Host &host, const std::string &title)
{
    const auto view = viewHistory(host);
    if (!view)
        return pass(view.error());
    std::string text = std::format("# Changes that Patchbay made on {}, oldest first. What each did to the files stands below it\n"
                                   "# as patch(1) takes it: with -p1 -d / it is done again, with -R as well it is taken back.\n",
                                   title);
    if (view->dropped > 0)
        text += std::format("# {} not kept any more.\n", view->dropped == 1 ? "An older one is"
                                                                             : std::format("{} older ones are", view->dropped));
    text += '\n';
    auto damaged = view->damaged.begin();
    const auto addDamaged = [&](const std::string &upTo) {
        for (; damaged != view->damaged.end() && damaged->id < upTo; ++damaged)
            text += "change " + damaged->id + '\n' + line("state", "damaged: " + damaged->reason) + '\n';
    };
    for (const HistoryRecord &record : view->records) {
        addDamaged(record.id);
        text += recordPart(host, record);
    }
    addDamaged("~");
    return text;
}

} // namespace patchbay
