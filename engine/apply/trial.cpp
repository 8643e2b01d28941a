// SPDX-License-Identifier: BSD-2-Clause
#include "apply/trial.h"

#include "conf/conf_edit.h"

#include <algorithm>
#include <charconv>
#include <format>

namespace patchbay {

namespace {

constexpr std::string_view head = "# What patchbay_trial puts back; see that script.\n", tail = "end\n";

const std::string phasePath = std::string(trialFolder) + "/phase", deadlinePath = std::string(trialFolder) + "/deadline";

std::optional<std::int64_t> numberOf(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::string trimmed(const std::string &text)
{
    const auto end = text.find_last_not_of(" \n");
    return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

std::string marksText(std::string_view which, const BootMarks &marks)
{
    std::string text;
    for (const auto &[name, value] : marks)
        text += std::format("{} {}={}\n", which, name, value);
    return text;
}

/// "trial 000005" where the second word is this change; what an older one left counts for nothing.
Result<std::string> noteAbout(Host &host, const std::string &path, const std::string &id, bool idFirst)
{
    const auto text = host.readFile(path);
    if (!text && !isMissing(text.error()))
        return pass(text.error());
    const std::string line = text ? trimmed(*text) : std::string();
    const auto blank = line.find(' ');
    if (blank == std::string::npos)
        return {};
    const std::string first = line.substr(0, blank), second = line.substr(blank + 1);
    return idFirst ? (first == id ? second : std::string()) : (second == id ? first : std::string());
}

Result<std::string> say(Host &host, const std::vector<std::string> &argv)
{
    const auto result = host.run(argv);
    if (!result)
        return pass(result.error());
    if (result->status != 0)
        return fail("ended with status " + std::to_string(result->status), argv[0]);
    return trimmed(result->out);
}

Result<std::int64_t> bootTime(Host &host)
{
    const auto said = say(host, {"sysctl", "-n", "kern.boottime"}); // { sec = 1700000000, usec = 0 } Tue ...
    if (!said)
        return pass(said.error());
    constexpr std::string_view lead = "{ sec = ";
    const auto number = said->starts_with(lead) ? numberOf(said->substr(lead.size(), said->find(',') - lead.size()))
                                                : std::nullopt;
    return number ? Result<std::int64_t>(*number) : fail("the time of the boot cannot be read", "kern.boottime");
}

Result<Trial::Phase> phaseOf(Host &host, const std::string &id)
{
    const auto asked = host.run({"kenv", "-q", trialVariable}); // a status of 1: there is no such variable
    const auto phase = noteAbout(host, phasePath, id, false);
    if (!asked || !phase)
        return pass(asked ? phase.error() : asked.error());
    const std::string seen = asked->status == 0 ? trimmed(asked->out) : std::string();
    if (seen == "trial:" + id)
        return *phase == "reboot" ? Trial::Phase::GoingBack : Trial::Phase::Running;
    return phase->empty() && !seen.starts_with("reboot:") ? Trial::Phase::Waiting : Trial::Phase::GoingBack;
}

} // namespace

BootMarks bootMarks(const LoaderResult &loader)
{
    const KernelEnvironment kernel = kernelEnvironment(loader);
    BootMarks marks;
    for (const char *name : {"pptdevs", "pptdevs2", "pptdevs3", "hw.vmm.amdvi.enable"}) {
        const auto found = kernel.env.find(name);
        marks.emplace_back(name, found == kernel.env.end() ? std::string() : found->second);
        // kenv(1) would show a second line, which the script would take for another entry.
        std::ranges::replace(marks.back().second, '\n', ' ');
    }
    marks.emplace_back("vmm", loadsVmm(loader) ? "yes" : "no");
    return marks;
}

std::string trialOrderText(const TrialOrder &order, const std::vector<FileWrite> &files)
{
    std::string text = std::format("{}id={}\nmode={}\nwithin={}\npool={}\nlive={}\n", head, order.id, order.mode, order.within,
                                   order.pool, order.mode == "now" ? "yes" : "no");
    if (!order.environment.empty())
        text += "environment=" + order.environment + '\n';
    text += marksText("old", order.before) + marksText("new", order.after);
    for (std::size_t i = 0; i < files.size(); ++i)
        if (!isTrialFile(files[i].path))
            text += std::format("file={} {} {}\n", i, files[i].before ? std::to_string(files[i].before->size()) : "-", files[i].path);
    return text + std::string(tail);
}

std::optional<TrialOrder> parseTrialOrder(std::string_view text)
{
    if (!text.starts_with(head) || !text.ends_with(tail))
        return std::nullopt;
    TrialOrder order{.within = 0};
    for (text.remove_prefix(head.size()); !text.empty();) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = line.find('=');
        const std::string_view key = line.substr(0, equals);
        const std::string value(equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1));
        if (key == "id")
            order.id = value;
        else if (key == "mode")
            order.mode = value;
        else if (key == "pool")
            order.pool = value;
        else if (key == "environment")
            order.environment = value;
        else if (key == "within")
            order.within = int(std::clamp<std::int64_t>(numberOf(value).value_or(0), 0, trialLongest));
    }
    return order.id.size() == 6 && order.within > 0 ? std::optional(order) : std::nullopt;
}

bool isTrialFile(std::string_view path)
{
    return path == trialOrderPath || path == trialScriptPath;
}

Result<> addTrial(Host &host, ApplyOrder &order, TrialOrder trial)
{
    auto waits = readTrial(host);
    if (!waits)
        return pass(waits.error());
    if (*waits)
        return fail("change " + (*waits)->order.id + " waits to be confirmed: keep it or take it back first", host.spec());
    auto id = nextRecordId(host);
    if (!id)
        return pass(id.error());
    trial.id = std::move(*id);
    std::vector<FileWrite> files(2);
    for (std::size_t i = 0; const char *path : {trialScriptPath, trialOrderPath}) {
        auto before = host.readFile(path);
        if (!before && !isMissing(before.error()))
            return pass(before.error());
        files[i++] = {path, before ? std::optional(std::move(*before)) : std::nullopt, {}};
    }
    files[0].after = trialScript();
    order.files.insert(order.files.begin(), files.begin(), files.end());
    order.files[1].after = trialOrderText(trial, order.files);
    return {};
}

Result<std::optional<Trial>> readTrial(Host &host)
{
    const auto text = host.readFile(trialOrderPath);
    if (!text)
        return isMissing(text.error()) ? Result<std::optional<Trial>>(std::optional<Trial>()) : pass(text.error());
    auto order = parseTrialOrder(*text);
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    const auto record = std::ranges::find(*records, order ? order->id : std::string(), &HistoryRecord::id);
    // What the host took back by itself may still have to end its boot.
    if (!order || record == records->end() || (record->state != "applied" && record->state != "expired"))
        return std::optional<Trial>();
    const auto phase = phaseOf(host, record->id);
    if (!phase)
        return pass(phase.error());
    Trial trial{.order = std::move(*order), .phase = *phase, .left = {}};
    if (record->state == "expired") {
        if (trial.phase == Trial::Phase::Waiting)
            return std::optional<Trial>();
        trial.phase = Trial::Phase::GoingBack;
    }
    if (trial.phase != Trial::Phase::Running)
        return std::optional(trial);
    const auto deadline = noteAbout(host, deadlinePath, trial.order.id, true);
    const auto due = deadline ? numberOf(*deadline) : std::nullopt;
    if (const auto uptime = uptimeOf(host); uptime && due)
        trial.left = *due - *uptime;
    return std::optional(trial);
}

Result<std::int64_t> uptimeOf(Host &host)
{
    // A clock that is set between the two looks would give anything.
    for (int attempt = 0;; ++attempt) {
        const auto before = bootTime(host);
        const auto said = say(host, {"date", "+%s"});
        const auto after = bootTime(host);
        if (!before || !said || !after)
            return pass(!before ? before.error() : !said ? said.error() : after.error());
        const auto now = numberOf(*said);
        if (!now)
            return fail("the time cannot be read", "date +%s");
        if (*before == *after || attempt == 4)
            return *now - *after;
    }
}

Result<> extendTrial(Host &host, const Trial &trial, int seconds)
{
    if (trial.phase != Trial::Phase::Running || (trial.left && *trial.left <= 0))
        return fail(trial.phase == Trial::Phase::Waiting ? "it has not been tried yet: its time begins with the next boot"
                                                         : "its time is up",
                    "change " + trial.order.id);
    const auto uptime = uptimeOf(host);
    if (!uptime)
        return pass(uptime.error());
    return host.replaceFile(deadlinePath, std::format("{} {}\n", trial.order.id, *uptime + seconds));
}

void tidyTrial(Host &host)
{
    const auto names = host.listFolder(trialFolder);
    if (!names || std::ranges::contains(*names, "order"))
        return;
    for (const std::string &name : *names)
        (void)host.removeFile(std::string(trialFolder) + '/' + name).has_value();
    (void)host.removeFile(trialFolder).has_value();
    (void)host.run({"kenv", "-q", "-u", trialVariable}).has_value();
}

} // namespace patchbay
