// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live.h"

#include "rpc/live_back.h"

#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/host_state.h"
#include "plan/verify.h"

#include <algorithm>
#include <format>
#include <optional>

namespace patchbay::rpc {

namespace {

Reply<wire::Nothing> mayClaim(const Reading &reading, const Address &address)
{
    const Node *node = reading.situation.topology.find(address);
    if (!node)
        return refuse(wire::code::invalidParams, "there is no function " + address.toString());
    if (const auto remark = claimBlocker(reading.situation, *node))
        return refuse(wire::code::blocked, remark->text);
    return {};
}

Reply<wire::Nothing> mayTouch(const Reading &reading, const Address &address)
{
    if (!reading.situation.topology.find(address))
        return refuse(wire::code::invalidParams, "there is no function " + address.toString());
    for (const LiveGuest &guest : reading.facts.guests) {
        if (std::ranges::find(guest.holds, address) != guest.holds.end())
            return refuse(wire::code::blocked, shortName(address) + " is held by guest " + guest.name + "; stop it first");
    }
    return {};
}

/// One change of the running host, and the way back from each thing it did.
class LiveChange
{
public:
    LiveChange(Host &host, const Reading &reading, const Call &call, std::vector<LiveEffect::Taken> from = {})
        : m_host(host)
        , m_reading(reading)
        , m_call(call)
        , m_from(std::move(from))
        , m_back(host, reading)
    {
    }

    Reply<wire::Nothing> claim(const std::vector<Address> &functions);
    Reply<wire::Nothing> release(const std::vector<Address> &functions);

    /// Passes what was done on; after a failure puts everything back first and says so.
    Reply<wire::Nothing> finish(Reply<wire::Nothing> done);

private:
    Reply<wire::Nothing> forgetEntries(const std::vector<Address> &functions);
    bool component();
    Reply<wire::Nothing> loadVmm();
    Reply<wire::Nothing> claimByComponent(const std::vector<Address> &functions);
    Reply<wire::Nothing> claimOne(const Address &address);
    bool releasedByComponent(const std::vector<Address> &functions);
    Reply<wire::Nothing> giveOneBack(const Address &address, bool listed);
    Reply<wire::Nothing> stillWithPpt(const std::vector<Address> &functions);
    Reply<wire::Nothing> mayGoOn() const;
    std::string driverOf(const Address &address) const;

    Host &m_host;
    const Reading &m_reading;
    const Call &m_call;
    std::vector<LiveEffect::Taken> m_from;
    WayBack m_back;
    std::optional<bool> m_component; ///< known once asked
};

bool LiveChange::component()
{
    if (!m_component)
        m_component = hasComponent(m_host);
    return *m_component;
}

Reply<wire::Nothing> LiveChange::mayGoOn() const
{
    return m_call.isCancelled() ? refuse(wire::code::cancelled, "cancelled") : Reply<wire::Nothing>();
}

// All of them, or none and false: a function pinned by devctl is devctl's to give back.
bool LiveChange::releasedByComponent(const std::vector<Address> &functions)
{
    if (functions.size() > componentGroup || !component())
        return false;
    m_back.first({pptctl("claim", functions)});
    return must(m_host, pptctl("release", functions)).has_value();
}

// Takes entries of these functions out of the running kernel's pptdevs variables.
Reply<wire::Nothing> LiveChange::forgetEntries(const std::vector<Address> &functions)
{
    const auto variables = listedIn(m_reading.situation, functions);
    for (const ListedIn &listed : variables) {
        if (listed.value.size() > kenvLimit)
            return refuse(wire::code::blocked,
                          std::format("{} of the running kernel has {} characters, of which kenv(1) could put back no more "
                                      "than {}: release it at the next boot instead",
                                      listed.name, listed.value.size(), kenvLimit));
    }
    for (const ListedIn &listed : variables) {
        m_back.first({listed.restore()}, true);
        if (const auto done = must(m_host, listed.forget()); !done)
            return done;
    }
    return {};
}

// The driver that must get it by name; empty: whoever wants it.
std::string LiveChange::driverOf(const Address &address) const
{
    const auto found = std::ranges::find(m_from, address.toString(), &LiveEffect::Taken::address);
    return found == m_from.end() || !found->listed ? std::string() : driverClass(found->driver);
}

// clear driver undoes only what set driver did: on a function that pptdevs named it succeeds and changes nothing, so one that
// ppt still has afterwards is looked for a driver again. That none wants it is no failure.
Reply<wire::Nothing> LiveChange::giveOneBack(const Address &address, bool listed)
{
    const std::string name = address.toString(), driver = driverOf(address);
    if (!driver.empty()) {
        m_back.first({{"devctl", "set", "driver", "-f", name, "ppt"}});
        return must(m_host, {"devctl", "set", "driver", "-f", name, driver});
    }
    if (!listed)
        m_back.first({{"devctl", "set", "driver", "-f", name, "ppt"}});
    const auto cleared = must(m_host, {"devctl", "clear", "driver", "-f", name});
    const auto drivers = driversNow(m_host);
    if (!drivers)
        return refuse(drivers.error());
    const auto now = drivers->find(address);
    const bool ppt = now != drivers->end() && driverClass(now->second) == "ppt";
    if (!cleared && (ppt || !listed))
        return now != drivers->end() && now->second.empty() ? Reply<wire::Nothing>() : cleared;
    if (!ppt)
        return {};
    if (const auto done = must(m_host, {"devctl", "detach", name}); !done)
        return done;
    const auto attached = must(m_host, {"devctl", "attach", name});
    return attached || attached.error().message.contains("Device not configured") ? Reply<wire::Nothing>() : attached;
}

Reply<wire::Nothing> LiveChange::stillWithPpt(const std::vector<Address> &functions)
{
    const auto drivers = driversNow(m_host);
    if (!drivers)
        return refuse(drivers.error());
    for (const Address &address : functions) {
        const auto now = drivers->find(address);
        if (now != drivers->end() && driverClass(now->second) == "ppt")
            return refuse(wire::code::failed, shortName(address) + " is still with " + now->second);
    }
    return {};
}

Reply<wire::Nothing> LiveChange::release(const std::vector<Address> &functions)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(m_reading, address); !free)
            return free;
    }
    std::vector<Address> held = functions;
    std::erase_if(held, [&](const Address &address) { return !m_reading.situation.topology.find(address)->function.heldByPpt(); });
    m_back.touches(held);
    const auto claimed = runningClaims(m_reading.situation).value_or(std::vector<Address>());
    std::vector<Address> forgotten = held;
    std::erase_if(forgotten, [&](const Address &address) { return !driverOf(address).empty(); });
    if (const auto done = forgetEntries(forgotten); !done || held.empty() || releasedByComponent(held))
        return done;
    int count = 0;
    for (const Address &address : held) {
        m_call.progress("Giving " + shortName(address) + " back to the host", count++, int(held.size()));
        if (const auto may = mayGoOn(); !may)
            return may;
        if (releasedByComponent({address}))
            continue;
        if (const auto done = giveOneBack(address, std::ranges::contains(claimed, address)); !done)
            return done;
    }
    return stillWithPpt(held);
}

Reply<wire::Nothing> LiveChange::loadVmm()
{
    const auto loaded = m_host.run({"kldstat", "-qm", "vmm"});
    if (loaded && loaded->status == 0)
        return {};
    m_call.progress("Loading vmm");
    return must(m_host, {"kldload", "vmm"});
}

// A refusal may have detached the driver and pinned the device already, or done nothing at all. A function that pptdevs names
// although another driver had it would be ppt's again as soon as its pin is gone, so the entry steps aside for that moment.
Reply<wire::Nothing> LiveChange::claimOne(const Address &address)
{
    const std::string name = address.toString();
    std::vector<std::vector<std::string>> back{{"devctl", "clear", "driver", "-f", name}};
    for (const ListedIn &listed : listedIn(m_reading.situation, {address})) {
        if (listed.value.size() > kenvLimit)
            continue; // then its driver gets it by name
        back.insert(back.begin(), listed.forget());
        back.push_back(listed.restore());
    }
    m_back.first(std::move(back));
    return must(m_host, {"devctl", "set", "driver", "-f", name, "ppt"});
}

Reply<wire::Nothing> LiveChange::claim(const std::vector<Address> &functions)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(m_reading, address); !free)
            return free;
        if (const auto may = mayClaim(m_reading, address); !may)
            return may;
    }
    if (const auto loaded = loadVmm(); !loaded)
        return loaded;
    // What ppt has already is not ours to take back later.
    std::vector<Address> wanted = functions;
    std::erase_if(wanted, [&](const Address &address) { return causeNotClaimed(m_reading.situation, address).empty(); });
    m_back.touches(wanted);
    if (wanted.size() <= componentGroup && component())
        return claimByComponent(wanted);
    int count = 0;
    for (const Address &address : wanted) {
        m_call.progress("Giving " + shortName(address) + " to ppt", count++, int(wanted.size()));
        if (const auto may = mayGoOn(); !may)
            return may;
        if (const auto done = claimOne(address); !done)
            return done;
    }
    return {};
}

// All of them or none by the kernel itself; a program that was killed may still have done it.
Reply<wire::Nothing> LiveChange::claimByComponent(const std::vector<Address> &functions)
{
    if (functions.empty())
        return {};
    m_call.progress("Giving " + shortNames(functions) + " to ppt");
    m_back.first({pptctl("release", functions)});
    return must(m_host, pptctl("claim", functions));
}

Reply<wire::Nothing> LiveChange::finish(Reply<wire::Nothing> done)
{
    if (done || m_back.empty())
        return done;
    m_call.progress("Putting everything back");
    const std::string trouble = m_back.run();
    return refuse(done.error().code,
                  done.error().message + (trouble.empty() ? "; what was done before it was put back"
                                                          : "; and not all could be put back: " + trouble));
}

} // namespace

bool hasComponent(Host &host)
{
    const auto answer = host.run({"pptctl", "list"});
    return answer && answer->status == 0;
}

std::vector<std::string> pptctl(const char *verb, const std::vector<Address> &functions)
{
    std::vector<std::string> argv = {"pptctl", verb};
    for (const Address &address : functions)
        argv.push_back(address.toString());
    return argv;
}

Reply<wire::Nothing> claimFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                    const Call &call)
{
    LiveChange change(host, reading, call);
    return change.finish(change.claim(functions));
}

Reply<wire::Nothing> releaseFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                      const Call &call)
{
    LiveChange change(host, reading, call);
    return change.finish(change.release(functions));
}

Reply<wire::Nothing> runLiveSteps(Host &host, const Reading &reading, const std::vector<Step> &steps, const Call &call,
                                  const std::vector<LiveEffect::Taken> &from)
{
    LiveChange change(host, reading, call, from);
    for (const Step &step : steps) {
        Reply<wire::Nothing> done;
        if (step.kind == Step::Kind::Release)
            done = change.release(step.functions);
        else if (step.kind == Step::Kind::Claim)
            done = change.claim(step.functions);
        if (!done)
            return change.finish(std::move(done));
    }
    return {};
}

} // namespace patchbay::rpc
