// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "rpc/caretaker.h"
#include "rpc/handlers.h"
#include "rpc/plan_file.h"

#include <algorithm>

namespace patchbay::rpc {

namespace {

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text.append(text.empty() ? "" : " ").append(word);
    return text;
}

int show(const Arguments &arguments, const Reply<wire::GuestAnswer> &reply)
{
    if (!reply)
        return complain(reply.error());
    if (arguments.has("--json")) {
        print(wire::encode(*reply) + '\n');
        return status::good;
    }
    const wire::GuestState &state = reply->state;
    print(state.name + ": " + state.state + (state.cause.empty() ? "" : ": " + state.cause) + '\n');
    if (!state.holds.empty())
        print("holds " + joined(state.holds) + '\n');
    for (const std::string &line : reply->lines)
        print(line + '\n');
    return state.state == "failed" ? status::no : status::good;
}

int list(Session &session, const Arguments &arguments)
{
    const auto guests = guestList(session, {}, {});
    if (!guests)
        return complain(guests.error());
    if (arguments.has("--json")) {
        print(wire::encode(*guests) + '\n');
        return status::good;
    }
    std::vector<std::vector<std::string>> rows{{"NAME", "STATE", "HOLDS"}};
    for (const wire::GuestState &guest : guests->guests)
        rows.push_back({guest.name, guest.state, guest.holds.empty() ? "-" : joined(guest.holds)});
    print(alignColumns(rows));
    return status::good;
}

int define(Session &session, const Arguments &arguments)
{
    const auto plan = readPlanFile(arguments.words[1]);
    if (!plan)
        return complain(plan.error());
    if (plan->guests.empty())
        return complain(Error{"there is no guest in it", arguments.words[1]});
    for (const wire::Guest &guest : plan->guests) {
        if (const int failed = show(arguments, guestDefine(session, {guest}, {})); failed != status::good)
            return failed;
    }
    return status::good;
}

// A person at a terminal wants to know that it has ended, not that it was asked to.
int stop(Session &session, const Arguments &arguments, const std::string &name)
{
    session.stopPatience = std::chrono::seconds(45);
    const auto reply = guestStop(session, {name, arguments.has("--force")}, {});
    const int shown = show(arguments, reply);
    if (!reply || reply->state.state == "stopped")
        return shown;
    return reply->state.state == "failed" ? status::good : status::no;
}

int log(Session &session, const std::string &name)
{
    const auto text = guestLog(session, {name}, {});
    if (!text)
        return complain(text.error());
    print(text->text);
    return status::good;
}

} // namespace

int commandGuest(const Arguments &arguments)
{
    const std::string &verb = arguments.words[0];
    constexpr std::string_view verbs[] = {"list", "show", "define", "start", "stop", "log"};
    if (std::ranges::find(verbs, verb) == std::end(verbs))
        return complain(Error{"guest knows list, show, define, start, stop and log", verb.substr(0, 60)});
    if ((verb == "list") != (arguments.words.size() == 1))
        return complain(Error{verb == "list" ? "takes no name" : "needs a name", "guest " + verb});
    Session session(arguments.host());
    if (verb == "list")
        return list(session, arguments);
    const std::string &name = arguments.words[1];
    if (verb == "define")
        return define(session, arguments);
    if (verb == "log")
        return log(session, name);
    if (verb == "show")
        return show(arguments, guestShow(session, {name}, {}));
    if (verb == "start")
        return show(arguments, startAndStay(arguments.host(), {name, {}}));
    return stop(session, arguments, name);
}

} // namespace patchbay::rpc
