// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "rpc/cli_answer.h"
#include "rpc/handlers.h"
#include "rpc/lifts.h"

#include <ctime>

namespace patchbay::rpc {

namespace {

std::string timeText(std::int64_t at)
{
    const std::time_t when = at;
    std::tm parts{};
    char text[32] = "";
    if (gmtime_r(&when, &parts))
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", &parts);
    return text;
}

std::vector<std::string> rowOf(const wire::HistoryEntry &entry)
{
    return {entry.id, entry.state == "damaged" ? "-" : timeText(entry.at), entry.mode.empty() ? "-" : entry.mode, entry.state,
            entry.summary};
}

std::string listText(const wire::History &history)
{
    std::vector<std::vector<std::string>> rows;
    for (const wire::HistoryEntry &entry : history.entries)
        rows.push_back(rowOf(entry));
    std::string text = alignColumns(rows);
    if (history.dropped > 0)
        text += std::to_string(history.dropped) + " older not kept any more: the history holds " + std::to_string(history.limit) +
            " changes and " + std::to_string(history.limitBytes >> 20) + " MiB\n";
    return text;
}

std::string filesText(const std::vector<wire::FileChange> &files)
{
    std::string text;
    for (const wire::FileChange &file : files)
        text += file.diff.empty() ? file.path + ": " + file.note + '\n' : file.diff;
    return text;
}

std::string notesText(const std::vector<std::string> &notes)
{
    std::string text;
    for (const std::string &note : notes)
        text += "# " + note + '\n';
    return text;
}

std::string restorationText(const wire::Restoration &way)
{
    std::string text = filesText(way.files) + notesText(way.notes);
    for (const wire::FileChange &file : way.refused)
        text += "# " + file.path + ": " + file.note + '\n' + file.diff;
    for (const wire::Finding &finding : way.findings)
        text += "# " + finding.severity + ": " + finding.rule + ": " + finding.text + '\n';
    return text;
}

int goBack(const Arguments &arguments)
{
    if (!arguments.words.empty())
        return complain(Error{"takes no ID beside it; --to says where to", "--to"});
    auto lifts = parseLifts(arguments.value("--lift"));
    if (!lifts)
        return complain(lifts.error());
    Session session(arguments.host());
    wire::RestoreRequest request{.to = arguments.value("--to"), .token = {}, .lifts = std::move(*lifts)};
    const auto way = bootPreview(session, request, {});
    if (!way)
        return complain(way.error());
    if (way->blocked || arguments.has("--preview")) {
        (void)answer(arguments, way, restorationText);
        return way->blocked ? status::no : status::good;
    }
    request.token = way->token;
    return answer(arguments, bootRestore(session, request, {}), entryText);
}

int compare(const Arguments &arguments, Session &session)
{
    if (arguments.words.size() < 2)
        return complain(Error{"needs a point to compare with now: 000003 or before-000003", "history compare"});
    const wire::CompareRequest request{arguments.words[1], arguments.words.size() > 2 ? arguments.words[2] : "now"};
    const auto compared = bootCompare(session, request, {});
    const int printed = answer(arguments, compared, [](const wire::Comparison &all) { return filesText(all.files) + notesText(all.notes); });
    return printed != status::good ? printed : compared->files.empty() ? status::good : status::no;
}

} // namespace

std::string entryText(const wire::HistoryEntry &entry)
{
    return entry.id + "  " + timeText(entry.at) + "  " + entry.mode + "  " + entry.state + "  " + entry.summary + '\n';
}

int commandRevert(const Arguments &arguments)
{
    if (arguments.has("--to"))
        return goBack(arguments);
    for (const char *option : {"--preview", "--lift"})
        if (arguments.has(option))
            return complain(Error{"belongs to --to", option});
    Session session(arguments.host());
    const wire::EntryRequest request{arguments.words.empty() ? std::nullopt : std::optional(arguments.words[0])};
    return answer(arguments, bootRevert(session, request, {}), entryText);
}

int commandHistory(const Arguments &arguments)
{
    Session session(arguments.host());
    const std::string verb = arguments.words.empty() ? "list" : arguments.words[0];
    if (verb == "compare")
        return compare(arguments, session);
    if (verb != "list" && verb != "export")
        return complain(Error{"history knows list, compare and export", verb.substr(0, 60)});
    if (arguments.words.size() > 1)
        return complain(Error{"takes nothing more", "history " + verb});
    if (verb == "list")
        return answer(arguments, bootHistory(session, {}, {}), listText);
    return answer(arguments, bootExport(session, {}, {}), [](const wire::Exported &all) { return all.text; });
}

} // namespace patchbay::rpc
