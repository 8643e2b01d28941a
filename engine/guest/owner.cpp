// SPDX-License-Identifier: BSD-2-Clause
#include "guest/owner.h"

#include "guest/definitions.h"

#include <algorithm>
#include <format>
#include <thread>

namespace patchbay {

namespace {

/// bhyve calls itself "bhyve: NAME (bhyve)"; bhyveload keeps its command line, which ends with the name.
bool isGuestProcess(std::string_view command, std::string_view name)
{
    while (!command.empty() && (command.back() == ' ' || command.back() == '\n' || command.back() == '\r'))
        command.remove_suffix(1);
    const std::string title = std::format("bhyve: {}", name);
    if (command == title || command.starts_with(title + " "))
        return true;
    const auto blank = command.find(' ');
    if (blank == std::string_view::npos)
        return false;
    std::string_view program = command.substr(0, blank);
    program.remove_prefix(program.rfind('/') + 1); // npos + 1 is 0
    return (program == "bhyve" || program == "bhyveload") && command.substr(command.rfind(' ') + 1) == name;
}

bool anyLine(std::string_view text, std::string_view name)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (isGuestProcess(text.substr(0, end), name))
            return true;
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return false;
}

class ForeignProgram final : public RunningProgram
{
public:
    ForeignProgram(Host &host, GuestStatus status)
        : m_host(host)
        , m_status(std::move(status))
    {
    }

    [[nodiscard]] long processId() const override { return m_status.processId; }
    [[nodiscard]] std::string takeOutput() override { return {}; }
    [[nodiscard]] std::optional<int> ended() override
    {
        return isAlive(m_host, m_status) ? std::nullopt : std::optional(0);
    }
    void stop(bool force) override
    {
        (void)m_host.run({"kill", force ? "-KILL" : "-TERM", std::to_string(m_status.processId)});
    }

private:
    Host &m_host;
    GuestStatus m_status;
};

} // namespace

bool isBusy(GuestStatus::State state)
{
    return state != GuestStatus::State::Stopped && state != GuestStatus::State::Failed;
}

Result<Handle> lockGuest(Host &host, std::string_view name, std::chrono::milliseconds patience)
{
    if (!isGuestName(name))
        return fail("no name for a guest", std::string(name));
    const std::string path = std::format("{}/{}/lock", guestRunFolder, name);
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto lock = host.lock(path);
        if (lock || !isLocked(lock.error()) || std::chrono::steady_clock::now() >= until)
            return lock;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

bool isLookedAfter(Host &host, std::string_view name)
{
    const auto lock = lockGuest(host, name, {});
    return !lock && isLocked(lock.error());
}

bool isAlive(Host &host, const GuestStatus &status)
{
    if (status.processId <= 0)
        return false;
    const auto answer = host.run({"ps", "-ww", "-o", "command=", "-p", std::to_string(status.processId)});
    return answer && answer->status == 0 && anyLine(answer->out, status.name);
}

bool isRunning(Host &host, std::string_view name)
{
    const auto answer = host.run({"ps", "-axww", "-o", "command="});
    return answer && anyLine(answer->out, name);
}

bool machineExists(Host &host, std::string_view name)
{
    const auto machines = host.listFolder("/dev/vmm");
    return machines && std::ranges::find(*machines, name) != machines->end();
}

std::unique_ptr<RunningProgram> foreignProgram(Host &host, const GuestStatus &status)
{
    return std::make_unique<ForeignProgram>(host, status);
}

} // namespace patchbay
