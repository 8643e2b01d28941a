// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live.h"

#include "rpc/live_undo.h"

#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/host_state.h"

#include <algorithm>
#include <optional>

namespace patchbay::rpc {

namespace {

// Runs one program that must succeed.
Reply<wire::Nothing> must(Host &host, const std::vector<std::string> &argv)
{
    const auto result = host.run(argv);
    if (!result)
        return refuse(result.error());
    if (result->status == 0)
        return {};
    std::string command, words = result->err.empty() ? result->out : result->err;
    for (const std::string &word : argv)
        command += (command.empty() ? "" : " ") + word;
    while (words.ends_with('\n'))
        words.pop_back();
    return refuse(wire::code::failed, command + ": " + (words.empty() ? "failed without a word" : words));
}

Reply<wire::Nothing> mayClaim(const Reading &reading, const Address &address)
{
    const Node *node = reading.situation.topology.find(address);
    if (!node)
        return refuse(wire::code::invalidParams, "there is no function " + address.toString());
    if (const auto remark = blocker(reading.situation, *node))
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
    {
    }

    Reply<wire::Nothing> claim(const std::vector<Address> &functions);
    Reply<wire::Nothing> release(const std::vector<Address> &functions);

    /// Passes what was done on; after a failure puts everything back first and says so.
    Reply<wire::Nothing> finish(Reply<wire::Nothing> done);

private:
    struct Command
    {
        std::vector<std::string> argv;
        bool mayFail = false; ///< where the thing to undo perhaps never happened
    };

    Reply<wire::Nothing> forgetEntries(const std::vector<Address> &functions, std::vector<Command> &back);
    Reply<wire::Nothing> giveBack(const std::vector<Address> &functions, std::vector<Command> &back);
    bool component();
    Reply<wire::Nothing> claimByComponent(std::vector<Address> functions);
    bool releasedByComponent(const std::vector<Address> &functions, std::vector<Command> &back);
    Reply<wire::Nothing> giveOneBack(const Address &address, bool claimed, std::vector<Command> &back);
    std::string driverOf(const Address &address) const;
    std::string putBack();

    Host &m_host;
    const Reading &m_reading;
    const Call &m_call;
    std::vector<LiveEffect::Taken> m_from;
    std::vector<Command> m_back; ///< the way back, in the order to be run
    std::optional<bool> m_component; ///< known once asked
};

bool LiveChange::component()
{
    if (!m_component)
        m_component = hasComponent(m_host);
    return *m_component;
}

// All of them, or none and false: a function pinned by devctl is devctl's to give back.
bool LiveChange::releasedByComponent(const std::vector<Address> &functions, std::vector<Command> &back)
{
    if (functions.size() > componentGroup || !component() || !must(m_host, pptctl("release", functions)))
        return false;
    back.push_back({pptctl("claim", functions)});
    return true;
}

// Takes entries of these functions out of the running kernel's pptdevs variables.
Reply<wire::Nothing> LiveChange::forgetEntries(const std::vector<Address> &functions, std::vector<Command> &back)
{
    const auto released = [&](const Address &entry) { return std::ranges::find(functions, entry) != functions.end(); };
    for (const std::string name : {"pptdevs", "pptdevs2", "pptdevs3"}) {
        const auto value = kenvOf(m_reading.situation, name);
        const auto entries = value ? pptdevsEntries(*value) : std::vector<Address>();
        if (std::ranges::none_of(entries, released))
            continue;
        std::string left;
        for (const Address &entry : entries) {
            if (!released(entry))
                left += (left.empty() ? "" : " ") + entry.toSlashed();
        }
        back.push_back({{"kenv", name + "=" + *value}});
        const auto done = left.empty() ? must(m_host, {"kenv", "-u", name}) : must(m_host, {"kenv", name + "=" + left});
        if (!done)
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

Reply<wire::Nothing> LiveChange::giveOneBack(const Address &address, bool claimed, std::vector<Command> &back)
{
    const std::string name = address.toString(), driver = driverOf(address);
    if (!claimed || !driver.empty()) {
        back.push_back({{"devctl", "set", "driver", "-f", name, "ppt"}});
        return must(m_host, driver.empty() ? std::vector<std::string>{"devctl", "clear", "driver", "-f", name}
                                           : std::vector<std::string>{"devctl", "set", "driver", "-f", name, driver});
    }
    back.push_back({{"devctl", "detach", name}, true});
    back.push_back({{"devctl", "attach", name}});
    if (const auto done = must(m_host, {"devctl", "detach", name}); !done) {
        back.back().mayFail = true; // it may still be attached
        return done;
    }
    // No driver may want it: that is no failure of giving it back.
    (void)m_host.run({"devctl", "attach", name});
    return {};
}

Reply<wire::Nothing> LiveChange::giveBack(const std::vector<Address> &functions, std::vector<Command> &back)
{
    const auto claimed = runningClaims(m_reading.situation).value_or(std::vector<Address>());
    std::vector<Address> forgotten = functions;
    std::erase_if(forgotten, [&](const Address &address) { return !driverOf(address).empty(); });
    if (const auto done = forgetEntries(forgotten, back); !done)
        return done;
    if (releasedByComponent(functions, back))
        return {};
    int count = 0;
    for (const Address &address : functions) {
        m_call.progress("Giving " + shortName(address) + " back to the host", count++, int(functions.size()));
        if (releasedByComponent({address}, back))
            continue;
        if (const auto done = giveOneBack(address, std::ranges::contains(claimed, address), back); !done)
            return done;
    }
    return {};
}

Reply<wire::Nothing> LiveChange::release(const std::vector<Address> &functions)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(m_reading, address); !free)
            return free;
    }
    std::vector<Command> back;
    const auto done = giveBack(functions, back);
    m_back.insert(m_back.begin(), back.begin(), back.end());
    return done;
}

Reply<wire::Nothing> LiveChange::claim(const std::vector<Address> &functions)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(m_reading, address); !free)
            return free;
        if (const auto may = mayClaim(m_reading, address); !may)
            return may;
    }
    const auto loaded = m_host.run({"kldstat", "-qm", "vmm"});
    if (!loaded || loaded->status != 0) {
        m_call.progress("Loading vmm");
        if (const auto done = must(m_host, {"kldload", "vmm"}); !done)
            return done;
    }
    if (functions.size() <= componentGroup && component())
        return claimByComponent(functions);
    int count = 0;
    for (const Address &address : functions) {
        m_call.progress("Giving " + shortName(address) + " to ppt", count++, int(functions.size()));
        const auto done = must(m_host, {"devctl", "set", "driver", "-f", address.toString(), "ppt"});
        // A refusal may have detached the driver and pinned the device already, or done nothing at all.
        m_back.insert(m_back.begin(),
                      Command{{"devctl", "clear", "driver", "-f", address.toString()}, !done.has_value()});
        if (!done)
            return done;
    }
    return {};
}

// All of them or none, so that a failure leaves nothing to put back.
Reply<wire::Nothing> LiveChange::claimByComponent(std::vector<Address> functions)
{
    std::erase_if(functions, [&](const Address &address) {
        const Node *node = m_reading.situation.topology.find(address);
        return node && node->function.heldByPpt();
    });
    if (functions.empty())
        return {};
    m_call.progress("Giving " + shortNames(functions) + " to ppt");
    const auto done = must(m_host, pptctl("claim", functions));
    if (done)
        m_back.insert(m_back.begin(), Command{pptctl("release", functions)});
    return done;
}

// Empty, or what could not be put back.
std::string LiveChange::putBack()
{
    std::string trouble;
    for (const Command &command : m_back) {
        const auto done = must(m_host, command.argv);
        if (!done && !command.mayFail)
            trouble += (trouble.empty() ? "" : "; ") + done.error().message;
    }
    m_back.clear();
    return trouble;
}

Reply<wire::Nothing> LiveChange::finish(Reply<wire::Nothing> done)
{
    if (done || m_back.empty())
        return done;
    m_call.progress("Putting everything back");
    const std::string trouble = putBack();
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
