// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live.h"

#include "plan/device.h"
#include "plan/function_check.h"
#include "plan/host_state.h"

#include <algorithm>

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

// Takes entries of these functions out of the running kernel's pptdevs variables.
Reply<wire::Nothing> forgetEntries(Host &host, const Reading &reading, const std::vector<Address> &functions)
{
    for (const char *name : {"pptdevs", "pptdevs2", "pptdevs3"}) {
        const auto value = kenvOf(reading.situation, name);
        if (!value)
            continue;
        std::string left;
        const auto entries = pptdevsEntries(*value);
        for (const Address &entry : entries) {
            if (std::ranges::find(functions, entry) == functions.end())
                left += (left.empty() ? "" : " ") + entry.toSlashed();
        }
        const bool same = std::ranges::none_of(entries, [&](const Address &entry) {
            return std::ranges::find(functions, entry) != functions.end();
        });
        if (same)
            continue;
        const auto done = left.empty() ? must(host, {"kenv", "-u", name}) : must(host, {"kenv", name + ("=" + left)});
        if (!done)
            return done;
    }
    return {};
}

void takeBack(Host &host, const std::vector<Address> &functions)
{
    for (const Address &address : functions)
        (void)host.run({"devctl", "clear", "driver", "-f", address.toString()});
}

} // namespace

Reply<wire::Nothing> claimFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                    const Call &call)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(reading, address); !free)
            return free;
        if (const auto may = mayClaim(reading, address); !may)
            return may;
    }
    const auto loaded = host.run({"kldstat", "-qm", "vmm"});
    if (!loaded || loaded->status != 0) {
        call.progress("Loading vmm");
        if (const auto done = must(host, {"kldload", "vmm"}); !done)
            return done;
    }
    std::vector<Address> taken;
    for (const Address &address : functions) {
        call.progress("Giving " + shortName(address) + " to ppt", int(taken.size()), int(functions.size()));
        const auto done = must(host, {"devctl", "set", "driver", "-f", address.toString(), "ppt"});
        taken.push_back(address); // a refusal may have detached it already
        if (!done) {
            takeBack(host, taken);
            return done;
        }
    }
    return {};
}

Reply<wire::Nothing> releaseFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                      const Call &call)
{
    for (const Address &address : functions) {
        if (const auto free = mayTouch(reading, address); !free)
            return free;
    }
    const auto claimed = runningClaims(reading.situation).value_or(std::vector<Address>());
    if (const auto done = forgetEntries(host, reading, functions); !done)
        return done;
    int count = 0;
    for (const Address &address : functions) {
        call.progress("Giving " + shortName(address) + " back to the host", count++, int(functions.size()));
        const std::string name = address.toString();
        if (std::ranges::find(claimed, address) == claimed.end()) {
            if (const auto done = must(host, {"devctl", "clear", "driver", "-f", name}); !done)
                return done;
            continue;
        }
        if (const auto done = must(host, {"devctl", "detach", name}); !done)
            return done;
        // No driver may want it: that is no failure of giving it back.
        (void)host.run({"devctl", "attach", name});
    }
    return {};
}

Reply<wire::Nothing> runLiveSteps(Host &host, const Reading &reading, const std::vector<Step> &steps, const Call &call)
{
    for (const Step &step : steps) {
        Reply<wire::Nothing> done;
        if (step.kind == Step::Kind::Release)
            done = releaseFunctions(host, reading, step.functions, call);
        else if (step.kind == Step::Kind::Claim)
            done = claimFunctions(host, reading, step.functions, call);
        if (!done)
            return done;
    }
    return {};
}

} // namespace patchbay::rpc
