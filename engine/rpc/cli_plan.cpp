// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "apply/trial.h"
#include "rpc/cli_answer.h"
#include "rpc/handlers.h"
#include "rpc/lifts.h"
#include "rpc/plan_file.h"

#include <algorithm>
#include <format>

namespace patchbay::rpc {

namespace {

std::string join(const std::vector<std::string> &words, const char *separator)
{
    std::string text;
    for (const std::string &word : words)
        text.append(text.empty() ? "" : separator).append(word);
    return text;
}

std::string placesOf(const wire::Finding &finding)
{
    std::vector<std::string> places = finding.functions;
    for (const wire::Cell &cell : finding.cells)
        places.push_back(cell.guest + ' ' + std::to_string(cell.slot) + ':' + std::to_string(cell.function));
    return join(places, ", ");
}

std::string findingText(const wire::Finding &finding)
{
    std::string text = finding.severity + "  " + finding.rule;
    if (const std::string places = placesOf(finding); !places.empty())
        text += "  " + places;
    text += "\n    " + finding.text + '\n';
    for (const std::string &evidence : finding.evidence)
        text += "    | " + evidence + '\n';
    if (finding.fix)
        text += "    fix: " + finding.fix->label + '\n';
    return text;
}

std::string findingsText(const std::vector<wire::Finding> &findings)
{
    std::string text;
    for (const wire::Finding &finding : findings)
        text += findingText(finding);
    return text.empty() ? "nothing found\n" : text;
}

void heading(const std::string &title)
{
    print("\n== " + title + "\n");
}

/// Hundreds of lines that are the same on every host; --json has them.
std::string scriptText(const wire::FileChange &change)
{
    return std::format("{} {} ({} lines; --json shows them): {}\n", change.before ? "replaces" : "creates", change.path,
                       std::ranges::count(change.after, '\n'), change.note);
}

void printPreview(const wire::Preview &preview)
{
    for (const wire::FileChange &change : preview.files)
        print(change.path == trialScriptPath ? scriptText(change) : change.diff);
    if (preview.files.empty())
        print("No boot file changes.\n");
    heading("Steps");
    for (const wire::Step &step : preview.steps)
        print(step.text + '\n');
    for (const wire::GuestCommand &guest : preview.guests) {
        heading("Guest " + guest.guest);
        print(join(guest.lines, "\n") + '\n');
    }
    heading("Findings");
    print(findingsText(preview.findings));
    heading("Token");
    print(preview.token + '\n');
}

Result<wire::PlanRequest> requestOf(const Arguments &arguments)
{
    auto plan = readPlanFile(arguments.words[0]);
    if (!plan)
        return pass(plan.error());
    auto lifts = parseLifts(arguments.value("--lift"));
    if (!lifts)
        return pass(lifts.error());
    const auto seconds = secondsOf(arguments);
    if (!seconds)
        return pass(seconds.error());
    return wire::PlanRequest{std::move(*plan), {}, arguments.value("--mode", "persistent"), std::move(*lifts), *seconds,
                             arguments.has("--boot-environment")};
}

} // namespace

int commandCheck(const Arguments &arguments)
{
    const auto request = requestOf(arguments);
    if (!request)
        return complain(request.error());
    Session session(arguments.host());
    const auto judgement = planJudge(session, *request, {});
    if (!judgement)
        return complain(judgement.error());
    print(arguments.has("--json") ? wire::encode(*judgement) + '\n' : findingsText(judgement->findings));
    return judgement->blocked ? status::no : status::good;
}

int commandPreview(const Arguments &arguments)
{
    const auto request = requestOf(arguments);
    if (!request)
        return complain(request.error());
    Session session(arguments.host());
    const auto preview = planPreview(session, *request, {});
    if (!preview)
        return complain(preview.error());
    if (arguments.has("--json"))
        print(wire::encode(*preview) + '\n');
    else
        printPreview(*preview);
    return preview->blocked ? status::no : status::good;
}

} // namespace patchbay::rpc
