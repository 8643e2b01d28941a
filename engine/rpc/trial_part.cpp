// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/trial_part.h"

#include "plan/next_boot.h"
#include "rpc/live_undo.h"
#include "rpc/preview.h"

#include <algorithm>
#include <format>

namespace patchbay::rpc {

namespace {

std::string phaseWord(Trial::Phase phase)
{
    switch (phase) {
    case Trial::Phase::Waiting: return "waiting";
    case Trial::Phase::Running: return "running";
    case Trial::Phase::GoingBack: break;
    }
    return "going-back";
}

BootMarks marksAfter(const BootFiles &now, const Preview &preview, const std::string &mode)
{
    if (mode == "now")
        return bootMarks(evaluateLoader(now));
    BootFiles next = applied(now, preview.boot);
    if (mode == "next-boot" && now.fileSystem == "zfs")
        next.loaderEnv["nextboot_enable"] = "YES";
    return bootMarks(evaluateLoader(next));
}

} // namespace

Reply<wire::Nothing> TrialPart::mark(Host &host, const std::string &mode) const
{
    if (id.empty())
        return {};
    const std::string value = std::format("{}={}:{}", trialVariable, mode == "now" ? "trial" : "applied", id);
    const auto said = host.run({"kenv", value});
    if (!said)
        return refuse(said.error());
    if (said->status != 0)
        return refuse(wire::code::failed, "kenv " + value + ": " + said->err.substr(0, said->err.find('\n')));
    return {};
}

void TrialPart::startNow(Host &host) const
{
    // The boot after takes it back as well, should this not run.
    if (!id.empty())
        (void)host.run({"sh", trialScriptPath, "boot"}).has_value();
}

Reply<wire::Nothing> checkPatience(std::optional<int> confirmWithin)
{
    if (confirmWithin && (*confirmWithin < trialShortest || *confirmWithin > trialLongest))
        return refuse(wire::code::invalidParams,
                      std::format("confirmWithin: {} to {} seconds, not {}", trialShortest, trialLongest, *confirmWithin));
    return {};
}

Reply<TrialPart> addTrialPart(Host &host, const Reading &reading, const Preview &preview, const wire::ApplyRequest &request,
                              ApplyOrder &order)
{
    if (!request.confirmWithin || (order.files.empty() && order.live.empty()))
        return TrialPart{};
    const BootFiles now = reading.situation.boot.value_or(BootFiles());
    TrialOrder trial{.id = {}, .mode = order.mode, .within = *request.confirmWithin, .pool = {}, .before = {}, .after = {}};
    if (order.mode == "next-boot" && !trialSwitch(now, false).empty())
        trial.pool = now.device.substr(0, now.device.find('/'));
    if (order.copy.once)
        trial.environment = order.copy.running;
    trial.before = bootMarks(evaluateLoader(now));
    trial.after = marksAfter(now, preview, order.mode);
    auto id = nextRecordId(host);
    if (!id)
        return refuse(id.error());
    if (auto added = addTrial(host, order, std::move(trial)); !added)
        return refuse(added.error());
    return TrialPart{.id = std::move(*id)};
}

Reply<std::vector<FileWrite>> trialFiles(Host &host, const Reading &reading, const Preview &preview, const std::string &mode,
                                         std::optional<int> confirmWithin)
{
    if (const auto good = checkPatience(confirmWithin); !good)
        return std::unexpected(good.error());
    ApplyOrder order;
    order.mode = mode;
    for (const FileEdit &edit : preview.boot.files)
        order.files.push_back({edit.path, edit.before, edit.after});
    if (mode == "now")
        order.live = effectOf(reading, preview.steps);
    wire::ApplyRequest request;
    request.confirmWithin = confirmWithin;
    if (const auto added = addTrialPart(host, reading, preview, request, order); !added)
        return std::unexpected(added.error());
    std::erase_if(order.files, [](const FileWrite &file) { return !isTrialFile(file.path); });
    return std::move(order.files);
}

Reply<wire::Nothing> refuseWhileTrial(Host &host, const std::string &except)
{
    const auto trial = readTrial(host);
    if (!trial)
        return refuse(trial.error());
    if (!*trial || (*trial)->order.id == except)
        return {};
    const bool late = (*trial)->phase == Trial::Phase::GoingBack;
    return refuse(wire::code::blocked, "change " + (*trial)->order.id +
                                           (late ? " was not confirmed in time: wait until the host has taken it back"
                                                 : " waits to be confirmed: keep it or take it back first"));
}

wire::HistoryEntry fromRecord(const HistoryRecord &record)
{
    return {.id = record.id, .at = record.at, .mode = record.mode, .state = record.state, .summary = record.summary};
}

Reply<wire::Trial> trialOf(Host &host)
{
    if (host.recorded())
        return wire::Trial{};
    const auto trial = readTrial(host);
    if (!trial)
        return refuse(trial.error());
    if (!*trial)
        return wire::Trial{};
    const TrialOrder &order = (*trial)->order;
    wire::Trial answer{.phase = phaseWord((*trial)->phase), .id = order.id, .mode = order.mode, .summary = {}, .secondsLeft = {},
                       .within = order.within};
    if ((*trial)->left)
        answer.secondsLeft = int(std::max<std::int64_t>(*(*trial)->left, 0));
    if (const auto records = readHistory(host))
        if (const auto found = std::ranges::find(*records, order.id, &HistoryRecord::id); found != records->end())
            answer.summary = found->summary;
    return answer;
}

} // namespace patchbay::rpc
