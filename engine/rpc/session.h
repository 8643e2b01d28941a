// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/facts.h"
#include "host/host.h"
#include "plan/rules.h"
#include "rpc/call.h"

#include <chrono>
#include <memory>
#include <string>

namespace patchbay::rpc {

/// One reading of the host and everything that follows from it alone.
struct Reading
{
    Facts facts;         ///< without topology, acpi, boot, kenv, sysctl and modules: those are in `situation`
    Situation situation; ///< what rules know, loader evaluated, quirks read
};

/// Moves facts into the shape that rules want.
Reading makeReading(Facts facts);

class GuestKeeper;
class GuestWatch;

/// The engine behind the methods: one host, and the last reading of it. It keeps no plan: every request carries its own,
/// with the revision it was made on. Used from one thread.
class Session
{
public:
    /// Takes note of the host's SPEC; the host itself is opened by the first request that needs it.
    explicit Session(std::string spec);
    ~Session();

    /// Where notifications go; called on the session's thread.
    std::function<void(std::string_view method, const std::string &params)> push;

    /// Starts a guest in a process that outlives this one; empty: guests are started and looked after here.
    std::function<Reply<wire::GuestAnswer>(const wire::StartRequest &)> startGuest;

    /// The last change of the running host that came over this connection, which may be all that is left of the others.
    std::string appliedHere;

    /// How long guest.stop waits for the end of the guest before it answers.
    std::chrono::milliseconds stopPatience{1000};

    [[nodiscard]] const std::string &spec() const { return m_spec; }

    /// The host, opened; a change of before that broke off is taken back then. Errors: those of openHost(), each time again.
    Reply<Host *> host();
    /// The same where something is to be changed: refuses with code::readOnly.
    Reply<Host *> changeableHost();

    /// Reads the host now. The reading stays valid until the next one.
    Reply<const Reading *> read(const Call &call);
    /// The reading of this revision; without one ("") the last, or a first one. code::stale when the host is another by
    /// now: "the host has changed since; read it again".
    Reply<const Reading *> readingOf(const std::string &revision, const Call &call);

    /// Drops the last reading: the host was changed.
    void forget() { m_reading.reset(); }

    /// host.watch. `every` zero: off.
    void watch(std::chrono::seconds every);

    /// The guests this process looks after.
    [[nodiscard]] GuestKeeper &guests() { return *m_guests; }
    /// All guests of the host, as their files tell.
    [[nodiscard]] GuestWatch &guestWatch() { return *m_watch; }

    /// To be called some ten times a second while nothing else is to do: looks after guests and the watched host, and
    /// pushes what is new.
    void tick();

private:
    Reply<Reading> readNow();
    void tickGuests();
    void tickWatch();

    std::string m_spec;
    std::unique_ptr<Host> m_host;
    std::string m_recovery; ///< what recoverAtOpen() said
    std::unique_ptr<GuestKeeper> m_guests; ///< uses m_host
    std::unique_ptr<GuestWatch> m_watch;
    std::unique_ptr<Reading> m_reading;
    std::chrono::seconds m_watchEvery{0};
    std::chrono::steady_clock::time_point m_nextWatch;
    std::string m_trial; ///< phase and id as last told
};

} // namespace patchbay::rpc
