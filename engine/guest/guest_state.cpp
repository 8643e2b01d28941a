// SPDX-License-Identifier: BSD-2-Clause
#include "guest/guest_state.h"

#include "guest/definitions.h"
#include "guest/owner.h"

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

void endUnattended(GuestStatus &status)
{
    const bool asked = status.state == GuestStatus::State::Stopping;
    status.state = asked ? GuestStatus::State::Stopped : GuestStatus::State::Failed;
    status.processId = 0;
    status.cause = asked ? "" : "bhyve ended while no engine looked after it.";
}

std::vector<Address> addressesOf(std::string_view text)
{
    std::vector<Address> addresses;
    while (!text.empty()) {
        const auto end = text.find(' ');
        if (const auto address = Address::parse(text.substr(0, end)))
            addresses.push_back(*address);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return addresses;
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
    if (!status.holds.empty()) {
        text += "holds";
        for (const Address &address : status.holds)
            text += ' ' + address.toString();
        text += '\n';
    }
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
        } else if (key == "holds") {
            status.holds = addressesOf(value);
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
        if (isBusy(status->state) && !isAlive(host, *status) && !isLookedAfter(host, name)) {
            // It may have come to its end, and been noted, between the two questions.
            status = readGuestState(host, name);
            if (status && isBusy(status->state) && !isAlive(host, *status))
                endUnattended(*status);
        }
        if (status)
            states.push_back(std::move(*status));
    }
    return states;
}

Result<> destroyLeftover(Host &host, std::string_view name)
{
    const std::string text(name);
    if (!machineExists(host, name))
        return fail("the guest does not run", text);
    const auto lock = lockGuest(host, name);
    if (!lock)
        return pass(lock.error());
    const auto destroyed = host.run({"bhyvectl", "--vm=" + text, "--destroy"});
    if (!destroyed)
        return pass(destroyed.error());
    if (destroyed->status != 0)
        return fail("bhyvectl --destroy refused: " + destroyed->err, text);
    return writeGuestState(host, {.name = text});
}

Result<> stopForeignGuest(Host &host, std::string_view name, bool force)
{
    const auto states = readGuestStates(host);
    const auto it = std::ranges::find(states, name, &GuestStatus::name);
    if (it == states.end() || !isBusy(it->state))
        return fail("the guest does not run", std::string(name));
    if (it->processId <= 0)
        return fail("the guest is just starting; try again", std::string(name));
    GuestStatus stopping = *it;
    stopping.state = GuestStatus::State::Stopping;
    // Whoever looks after it then takes its end for what was asked. Without the note it only looks like a failure.
    (void)writeGuestState(host, stopping);
    const auto killed = host.run({"kill", force ? "-KILL" : "-TERM", std::to_string(it->processId)});
    if (!killed)
        return pass(killed.error());
    if (killed->status != 0)
        return fail("kill refused: " + killed->err, std::string(name));
    return {};
}

} // namespace patchbay
