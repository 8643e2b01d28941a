// SPDX-License-Identifier: BSD-2-Clause
#include "client/session_ask.h"

namespace patchbay::client {

void Session::startGuest(const std::string &name, QObject *context, Answer<wire::GuestAnswer> then)
{
    ask<wire::GuestAnswer>("guest.start", wire::StartRequest{name, plan()}, context, [this, then](auto answer) {
        refresh();
        then(std::move(answer));
    });
}

void Session::stopGuest(const std::string &name, bool force, QObject *context, Answer<wire::GuestAnswer> then)
{
    ask<wire::GuestAnswer>("guest.stop", wire::GuestRequest{name, force}, context, [this, then](auto answer) {
        refresh();
        then(std::move(answer));
    });
}

void Session::askGuestLog(const std::string &name, QObject *context, Answer<wire::GuestLog> then)
{
    ask<wire::GuestLog>("guest.log", wire::GuestRequest{name, false}, context, std::move(then));
}

const wire::GuestState *Session::guestState(const std::string &name) const
{
    if (!m_snapshot)
        return nullptr;
    const auto found = std::ranges::find(m_snapshot->guests, name, &wire::GuestState::name);
    return found == m_snapshot->guests.end() ? nullptr : &*found;
}

} // namespace patchbay::client
