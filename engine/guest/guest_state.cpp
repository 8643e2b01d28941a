// SPDX-License-Identifier: BSD-2-Clause
#include "guest/guest_state.h"

#include "guest/definitions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>

namespace patchbay {

namespace {

constexpr std::array<std::string_view, 5> stateNames{"stopped", "loading", "running", "stopping", "failed"};

std::string runPath(std::string_view name, std::string_view file)
{
    return std::format("{}/{}/{}", guestRunFolder, name, file);
}

template<typename Number>
std::optional<Number> numberOf(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool busy(GuestStatus::State state)
{
    return state != GuestStatus::State::Stopped && state != GuestStatus::State::Failed;
}

/// Process numbers are used again, so the process must also be one of bhyve's; it calls itself "bhyve: NAME".
bool alive(Host &host, const GuestStatus &status)
{
    if (status.processId <= 0)
        return false;
    const auto answer = host.run({"ps", "-o", "command=", "-p", std::to_string(status.processId)});
    return answer && answer->status == 0 && answer->out.contains("bhyve");
}

} // namespace

std::string_view stateName(GuestStatus::State state)
{
    return stateNames[std::size_t(state)];
}

std::string guestLogPath(std::string_view name)
{
    return runPath(name, "log");
}

std::string stateText(const GuestStatus &status)
{
    std::string cause = status.cause;
    std::ranges::replace(cause, '\n', ' ');
    std::string text = std::format("name {}\nstate {}\n", status.name, stateName(status.state));
    if (status.processId > 0)
        text += std::format("process {}\n", status.processId);
    if (status.exitStatus)
        text += std::format("exit {}\n", *status.exitStatus);
    if (!cause.empty())
        text += "cause " + cause + "\n";
    return text;
}

std::optional<GuestStatus> parseState(std::string_view text)
{
    GuestStatus status;
    bool known = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos)
            continue;
        const std::string_view key = line.substr(0, blank), value = line.substr(blank + 1);
        if (key == "name") {
            status.name = value;
        } else if (key == "state") {
            const auto it = std::ranges::find(stateNames, value);
            known = it != stateNames.end();
            if (known)
                status.state = GuestStatus::State(it - stateNames.begin());
        } else if (key == "process") {
            status.processId = numberOf<long>(value).value_or(0);
        } else if (key == "exit") {
            status.exitStatus = numberOf<int>(value);
        } else if (key == "cause") {
            status.cause = value;
        }
    }
    return known && isGuestName(status.name) ? std::optional(status) : std::nullopt;
}

Result<> writeGuestState(Host &host, const GuestStatus &status)
{
    return host.replaceFile(runPath(status.name, "state"), stateText(status));
}

std::optional<GuestStatus> readGuestState(Host &host, std::string_view name)
{
    const auto text = isGuestName(name) ? host.readFile(runPath(name, "state")) : Result<std::string>(fail("no name"));
    auto status = text ? parseState(*text) : std::nullopt;
    return status && status->name == name ? status : std::nullopt;
}

std::vector<GuestStatus> readGuestStates(Host &host)
{
    std::vector<GuestStatus> states;
    auto names = host.listFolder(std::string(guestRunFolder));
    if (!names)
        return states;
    std::ranges::sort(*names);
    for (const std::string &name : *names) {
        auto status = readGuestState(host, name);
        if (!status)
            continue;
        if (busy(status->state) && !alive(host, *status)) {
            status->state = GuestStatus::State::Failed;
            status->processId = 0;
            status->cause = "bhyve ended while no engine looked after it.";
        }
        states.push_back(std::move(*status));
    }
    return states;
}

namespace {

// A machine that outlived its bhyve holds its functions until it is destroyed.
Result<> destroyLeftover(Host &host, const std::string &name)
{
    const auto machines = host.listFolder("/dev/vmm");
    if (!machines || std::ranges::find(*machines, name) == machines->end())
        return fail("the guest does not run", name);
    const auto destroyed = host.run({"bhyvectl", "--vm=" + name, "--destroy"});
    if (!destroyed)
        return pass(destroyed.error());
    if (destroyed->status != 0)
        return fail("bhyvectl --destroy refused: " + destroyed->err, name);
    return writeGuestState(host, {.name = name});
}

} // namespace

Result<> stopForeignGuest(Host &host, std::string_view name, bool force)
{
    const auto states = readGuestStates(host);
    const auto it = std::ranges::find(states, name, &GuestStatus::name);
    if (it == states.end() || !busy(it->state))
        return destroyLeftover(host, std::string(name));
    GuestStatus stopping = *it;
    stopping.state = GuestStatus::State::Stopping;
    // Whoever looks after it then takes its end for what was asked. Without the note it only looks like a failure.
    (void)writeGuestState(host, stopping);
    const auto killed = host.run({"kill", force ? "-KILL" : "-TERM", std::to_string(it->processId)});
    if (!killed)
        return pass(killed.error());
    if (killed->status != 0)
        return fail("kill refused: " + killed->err, std::string(name));
    if (force)
        (void)host.run({"bhyvectl", "--vm=" + std::string(name), "--destroy"});
    return {};
}

} // namespace patchbay
