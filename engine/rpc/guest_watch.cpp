// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/guest_watch.h"

#include "guest/guest_log.h"
#include "guest/guest_state.h"

namespace patchbay::rpc {

namespace {

constexpr auto every = std::chrono::milliseconds(400);

std::string newOutput(Host &host, const std::string &name, std::uint64_t &read)
{
    auto text = host.readFileFrom(guestLogPath(name), read);
    if (text && text->empty() && read > 0 && guestLogSize(host, name) < read) {
        read = 0; // it was begun anew
        text = host.readFileFrom(guestLogPath(name), read);
    }
    if (!text)
        return {};
    read += text->size();
    return *text;
}

} // namespace

void GuestWatch::begin(Host &host, const std::string &name)
{
    Seen &seen = m_seen[name];
    seen.logRead = guestLogSize(host, name);
    seen.status = readGuestState(host, name).value_or(GuestStatus{.name = name});
    seen.known = true;
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
            seen.logRead = guestLogSize(host, status.name);
        const bool news = seen.known ? seen.status != status : !m_first;
        // A guest that ended between two looks has had its say all the same.
        if (status.processId > 0 || (seen.known && news)) {
            if (const std::string text = newOutput(host, status.name, seen.logRead); !text.empty())
                output(status.name, text);
        }
        seen.status = status;
        seen.known = true;
        if (news)
            changed(status);
    }
    m_first = false;
}

} // namespace patchbay::rpc
