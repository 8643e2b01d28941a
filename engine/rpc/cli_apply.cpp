// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "rpc/cli_answer.h"
#include "rpc/handlers.h"
#include "rpc/lifts.h"
#include "rpc/plan_file.h"

#include <charconv>

namespace patchbay::rpc {

namespace {

std::optional<int> secondsFrom(const std::string &text)
{
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc() && end == text.data() + text.size() && seconds > 0 ? std::optional(seconds) : std::nullopt;
}

std::string trialText(const wire::Trial &trial)
{
    if (trial.phase == "none")
        return "nothing waits to be confirmed\n";
    std::string text = "change " + trial.id + " (" + trial.mode + ", " + trial.summary + ") ";
    if (trial.phase == "waiting")
        return text + "waits for the boot that tries it\n";
    if (trial.phase == "going-back")
        return text + "was not confirmed in time: the host puts the old files back\n";
    return text + "takes itself back " +
        (trial.secondsLeft ? "in " + std::to_string(*trial.secondsLeft) + " s" : std::string("soon")) +
        " unless it is confirmed: patchbay-engine confirm\n";
}

Result<wire::ApplyRequest> requestOf(const Arguments &arguments)
{
    wire::ApplyRequest request;
    request.mode = arguments.value("--mode");
    if (request.mode != "persistent" && request.mode != "next-boot" && request.mode != "now")
        return fail("say --mode persistent, next-boot or now", "apply");
    const auto seconds = secondsOf(arguments);
    if (!seconds)
        return pass(seconds.error());
    request.confirmWithin = *seconds;
    request.bootEnvironment = arguments.has("--boot-environment");
    auto lifts = parseLifts(arguments.value("--lift"));
    if (!lifts)
        return pass(lifts.error());
    request.lifts = std::move(*lifts);
    auto plan = readPlanFile(arguments.words[0]);
    if (!plan)
        return pass(plan.error());
    request.plan = std::move(*plan);
    return request;
}

wire::EntryRequest entryOf(const Arguments &arguments)
{
    return {arguments.words.empty() ? std::nullopt : std::optional(arguments.words[0])};
}

} // namespace

Result<std::optional<int>> secondsOf(const Arguments &arguments)
{
    if (!arguments.has("--confirm-within"))
        return std::optional<int>();
    const std::string text = arguments.value("--confirm-within");
    const auto seconds = secondsFrom(text);
    if (!seconds)
        return fail("it wants a number of seconds", "--confirm-within " + text.substr(0, 60));
    return seconds;
}

int commandApply(const Arguments &arguments)
{
    auto request = requestOf(arguments);
    if (!request)
        return complain(request.error());
    Session session(arguments.host());
    const auto preview = planPreview(session, {request->plan, {}, request->mode, request->lifts}, {});
    if (!preview)
        return complain(preview.error());
    request->token = arguments.value("--token", preview->token);
    if (preview->blocked) {
        for (const wire::Finding &finding : preview->findings) {
            if (finding.severity == "block")
                complain(Error{finding.text, finding.rule});
        }
        return status::no;
    }
    return answer(arguments, bootApply(session, *request, {}), [](const wire::Applied &applied) {
        std::string text = "applied as " + applied.id + " (" + applied.mode + ")\n";
        for (const std::string &path : applied.written)
            text += "  wrote " + path + '\n';
        return text + (applied.rebootNeeded ? "A reboot puts it into effect; then: patchbay-engine verify\n" : "");
    });
}

int commandConfirm(const Arguments &arguments)
{
    Session session(arguments.host());
    return answer(arguments, bootConfirm(session, entryOf(arguments), {}), entryText);
}

int commandTrial(const Arguments &arguments)
{
    Session session(arguments.host());
    const auto trial = bootTrial(session, {}, {});
    const int printed = answer(arguments, trial, trialText);
    return printed == status::good && trial->phase == "none" ? status::no : printed;
}

int commandExtend(const Arguments &arguments)
{
    wire::ExtendRequest request;
    if (!arguments.words.empty()) {
        const auto seconds = secondsFrom(arguments.words[0]);
        if (!seconds)
            return complain(Error{"it wants a number of seconds", "extend " + arguments.words[0].substr(0, 60)});
        request.seconds = *seconds;
    }
    Session session(arguments.host());
    return answer(arguments, bootExtend(session, request, {}), trialText);
}

int commandVerify(const Arguments &arguments)
{
    Session session(arguments.host());
    wire::PlanRequest request;
    if (arguments.has("--plan")) {
        auto plan = readPlanFile(arguments.value("--plan"));
        if (!plan)
            return complain(plan.error());
        request.plan = std::move(*plan);
    } else {
        auto current = planCurrent(session, {}, {});
        if (!current)
            return complain(current.error());
        request.plan = std::move(current->plan);
    }
    const auto verification = bootVerify(session, request, {});
    const int printed = answer(arguments, verification, [](const wire::Verification &all) {
        std::vector<std::vector<std::string>> rows{{"FUNCTION", "INTENDED", "ACTUAL", "", "CAUSE"}};
        for (const wire::Verified &function : all.functions)
            rows.push_back({function.address, function.intended, function.actual, function.good ? "ok" : "DIFFERS",
                            function.cause});
        return alignColumns(rows);
    });
    return printed != status::good ? printed : verification->good ? status::good : status::no;
}

} // namespace patchbay::rpc
