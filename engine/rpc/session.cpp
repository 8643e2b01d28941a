// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/session.h"

#include "rpc/change.h"
#include "rpc/guest_book.h"
#include "rpc/guest_keeper.h"
#include "rpc/guest_watch.h"
#include "rpc/trial_part.h"

#include <utility>

namespace patchbay::rpc {

Reading makeReading(Facts facts)
{
    Reading reading;
    Situation &situation = reading.situation;
    situation.topology = std::exchange(facts.topology, {});
    situation.acpi = std::exchange(facts.acpi, {});
    situation.system = facts.system;
    situation.osVersion = facts.osVersion;
    situation.memory = facts.memory;
    situation.kenv = std::exchange(facts.kenv, {});
    situation.sysctl = std::exchange(facts.sysctl, {});
    situation.modules = std::exchange(facts.modules, {});
    situation.boot = std::exchange(facts.boot, {});
    if (situation.boot) {
        situation.loader = evaluateLoader(*situation.boot);
        situation.misread = misreadLines(*situation.boot, *situation.loader);
        situation.otherLoaders = loaderDifferences(*situation.boot, *situation.loader);
    }
    for (const LiveGuest &guest : facts.guests)
        situation.guests.push_back({guest.name, guest.holds});
    situation.footings = std::exchange(facts.footings, {});
    situation.names = std::exchange(facts.names, {});
    situation.quirks = Quirks::builtIn();
    reading.facts = std::move(facts);
    return reading;
}

Session::Session(std::string spec)
    : m_spec(std::move(spec))
    , m_guests(std::make_unique<GuestKeeper>())
    , m_watch(std::make_unique<GuestWatch>())
{
}

Session::~Session() = default;

Reply<Host *> Session::host()
{
    if (!m_host) {
        auto host = openHost(m_spec);
        if (!host)
            return refuse(host.error());
        m_host = std::move(*host);
        m_recovery = recoverAtOpen(*this, *m_host);
    }
    return m_host.get();
}

Reply<Host *> Session::changeableHost()
{
    const Reply<Host *> opened = host();
    if (opened) {
        if (const auto reason = (*opened)->readOnlyReason())
            return refuse(wire::code::readOnly, *reason);
    }
    return opened;
}

Reply<Reading> Session::readNow()
{
    const Reply<Host *> opened = host();
    if (!opened)
        return std::unexpected(opened.error());
    const Result<Capture> capture = readHost(**opened);
    if (!capture)
        return refuse(capture.error());
    Facts facts = makeFacts(*capture);
    completeLiveGuests(**opened, facts);
    if (!m_recovery.empty())
        facts.oddities.push_back({"the history of changes", m_recovery});
    Reading reading = makeReading(std::move(facts));
    reading.situation.remembered = appliedMemory(**opened);
    return reading;
}

Reply<const Reading *> Session::read(const Call &call)
{
    call.progress("Reading the host");
    auto reading = readNow();
    if (!reading)
        return std::unexpected(reading.error());
    if (call.isCancelled())
        return refuse(wire::code::cancelled, "cancelled");
    m_reading = std::make_unique<Reading>(std::move(*reading));
    return m_reading.get();
}

Reply<const Reading *> Session::readingOf(const std::string &revision, const Call &call)
{
    if (m_reading && (revision.empty() || revision == m_reading->facts.revision))
        return m_reading.get();
    const auto reading = read(call);
    if (reading && !revision.empty() && (*reading)->facts.revision != revision)
        return refuse(wire::code::stale, "the host has changed since; read it again");
    return reading;
}

void Session::watch(std::chrono::seconds every)
{
    m_watchEvery = every;
    m_nextWatch = std::chrono::steady_clock::now() + every;
}

void Session::tick()
{
    tickGuests();
    tickWatch();
}

void Session::tickGuests()
{
    const auto output = [this](const std::string &name, const std::string &text) {
        if (push)
            push("guest.output", wire::encode(wire::GuestOutput{name, text}));
    };
    const auto changed = [this](const GuestStatus &status) {
        // What the guest holds changed with it, so the host is looked at again.
        auto reading = readNow();
        if (!push || !reading)
            return;
        m_reading = std::make_unique<Reading>(std::move(*reading));
        push("guest.changed", wire::encode(wire::GuestChanged{guestStateOf(*m_reading, &status, status.name)}));
    };
    if (!startGuest)
        return m_guests->tick(output, changed);
    // The watch tells of all guests, those among them that were adopted here.
    m_guests->tick([](const auto &, const auto &) {}, [](const auto &) {});
    if (m_host && push)
        m_watch->tick(*m_host, output, changed);
}

void Session::tickWatch()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_watchEvery.count() == 0 || now < m_nextWatch)
        return;
    m_nextWatch = now + m_watchEvery;
    if (const auto trial = m_host ? trialOf(*m_host) : Reply<wire::Trial>(); trial && push) {
        const std::string seen = trial->phase + trial->id;
        if (seen != std::exchange(m_trial, seen))
            push("boot.changed", wire::encode(*trial));
    }
    const std::string before = m_reading ? m_reading->facts.revision : "";
    auto reading = readNow();
    if (!push || !reading || reading->facts.revision == before)
        return;
    m_reading = std::make_unique<Reading>(std::move(*reading));
    push("host.changed", wire::encode(wire::HostChanged{m_reading->facts.revision}));
}

} // namespace patchbay::rpc
