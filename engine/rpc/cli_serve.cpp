// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "rpc/caretaker.h"
#include "rpc/dispatcher.h"
#include "rpc/server.h"
#include "rpc/session.h"
#include "wire/json_writer.h"
#include "wire/schema.h"

#include <cstdlib>
#include <unistd.h>

namespace patchbay::rpc {

namespace {

struct Notification
{
    std::string_view name;
    const wire::Shape &(*params)();
};

constexpr Notification notifications[] = {
    {"hello", wire::shapeOf<wire::Hello>},
    {"$/cancel", wire::shapeOf<wire::Cancel>},
    {"$/progress", wire::shapeOf<wire::Progress>},
    {"host.changed", wire::shapeOf<wire::HostChanged>},
    {"boot.changed", wire::shapeOf<wire::Trial>},
    {"guest.output", wire::shapeOf<wire::GuestOutput>},
    {"guest.changed", wire::shapeOf<wire::GuestChanged>},
};

// A request or notification of one method, as a schema.
std::string messageSchema(std::string_view name, const std::string &params, bool hasId)
{
    std::string out = R"({"type":"object","properties":{"jsonrpc":{"const":"2.0"},)";
    out += hasId ? R"("id":{"type":["string","number","null"]},)" : "";
    out += R"("method":{"const":)";
    wire::appendText(out, name);
    return out + R"(},"params":)" + params + R"(},"required":["method"]})";
}

std::string schemaText()
{
    wire::SchemaWriter writer;
    const std::string plan = writer.request(wire::shapeOf<wire::Plan>());
    std::string answers, requests, notified;
    for (const Method &method : methods())
        (void)writer.request(method.params());
    for (const Method &method : methods()) {
        const char *comma = requests.empty() ? "" : ",";
        requests.append(comma).append(messageSchema(method.name, writer.reference(method.params()), true));
        answers.append(comma);
        wire::appendText(answers, method.name);
        answers += ':' + writer.reference(method.answer());
        answers.insert(answers.size() - 1, ",\"description\":");
        answers.pop_back();
        wire::appendText(answers, method.about);
        answers += '}';
    }
    for (const Notification &notification : notifications)
        notified.append(notified.empty() ? "" : ",")
            .append(messageSchema(notification.name, writer.reference(notification.params()), false));
    writer.add("Request", "{\"oneOf\":[" + requests + "]}");
    writer.add("Notification", "{\"oneOf\":[" + notified + "]}");
    writer.add("Answers", R"({"description":"What each method answers as its result","properties":{)" + answers + "}}");
    return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Patchbay plan file",)"
           R"("description":"The document itself describes a plan file; $defs hold every message of the engine.",)" +
        plan.substr(1, plan.size() - 2) + ",\"$defs\":{" + writer.definitions() + "}}\n";
}

} // namespace

int commandServe(const Arguments &arguments)
{
    // Before there is any thread, so that whoever opens the host finds it where SSH leaves it.
    if (arguments.has("--connection"))
        ::setenv("PATCHBAY_CONNECTION", arguments.value("--connection").c_str(), 1);
    GuestStarter starter(arguments.host());
    Session session(arguments.host());
    session.startGuest = [&starter](const wire::StartRequest &request) { return starter.start(request); };
    return serve(session, STDIN_FILENO, STDOUT_FILENO);
}

int commandSchema(const Arguments &)
{
    print(schemaText());
    return status::good;
}

} // namespace patchbay::rpc
