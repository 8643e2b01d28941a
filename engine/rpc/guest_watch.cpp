// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/guest_watch.h"

namespace patchbay::rpc {

namespace {

constexpr auto every = std::chrono::milliseconds(400);

// A MiB at a time, so that the end of a long log is found without holding it.
std::string newOutput(Host &host, const std::string &name, std::uint64_t &read)
{
    const auto text = host.readFileFrom(guestLogPath(name), read);
    if (!text)
        return {};
    read += text->size();
    return *text;
}

void skipOutput(Host &host, const std::string &name, std::uint64_t &read)
{
    while (!newOutput(host, name, read).empty()) {
    }
}

} // namespace

void GuestWatch::begin(Host &host, const std::string &name)
{
    skipOutput(host, name, m_seen[name].logRead);
}

void GuestWatch::tick(Host &host, const std::function<void(const std::string &, const std::string &)> &output,
                      const std::function<void(const GuestStatus &)> &changed)
{
    const auto now = Clock::now();
    if (now < m_next)
        return;
    m_next = now + every;
    for (const GuestStatus &status : readGuestStates(host)) {
        const bool isNew = !m_seen.contains(status.name);
        Seen &seen = m_seen[status.name];
        if (isNew)
            skipOutput(host, status.name, seen.logRead);
        const bool ended = seen.known && seen.status.processId > 0 && status.processId == 0;
        if (status.processId > 0 || ended) {
            if (const std::string text = newOutput(host, status.name, seen.logRead); !text.empty())
                output(status.name, text);
        }
        const bool news = seen.known ? seen.status != status : !m_first;
        seen.status = status;
        seen.known = true;
        if (news)
            changed(status);
    }
    m_first = false;
}

} // namespace patchbay::rpc
