// SPDX-License-Identifier: BSD-2-Clause
#include "wire/message.h"

#include "wire/json_parse.h"
#include "wire/json_writer.h"
#include "wire/shape.h"

#include <algorithm>

namespace patchbay::wire {

namespace {

constexpr Field failureFields[] = {field<&Failure::code>("code"), field<&Failure::message>("message")};
const Shape failureShape{.kind = Kind::Object, .name = "Failure", .fields = failureFields};

constexpr std::string_view ownMembers[] = {"jsonrpc", "id", "method", "params", "result", "error"};

// Why a member is not what it must be; empty when it is.
std::string_view readMember(const JsonPart &member, Envelope &envelope)
{
    const std::string &name = member.name;
    const char first = member.value.front();
    if (name == "id") {
        if (first == '{' || first == '[' || first == 't' || first == 'f')
            return "an id is a text, a number or null";
        envelope.id = RawJson{std::string(member.value)};
    } else if (name == "method") {
        if (!decodeShape(detail::shapeFor<std::string>(), &envelope.method.emplace(), member.value))
            return "\"method\" must be a text";
    } else if (name == "jsonrpc") {
        if (member.value != "\"2.0\"")
            return "\"jsonrpc\" must be \"2.0\"";
    } else if (name == "params") {
        if (first != '{' && first != '[' && first != 'n')
            return "\"params\" must be an object";
        envelope.params = first == 'n' ? "{}" : member.value;
    } else if (name == "result") {
        envelope.result = member.value;
    } else if (name == "error" && first == '{') {
        if (!decodeShape(failureShape, &envelope.error.emplace(), member.value))
            return "\"error\" must hold a code and a message";
    }
    return {};
}

std::string start(const RawJson *id)
{
    std::string out = "{\"jsonrpc\":\"2.0\"";
    if (id)
        out.append(",\"id\":").append(id->json);
    return out;
}

} // namespace

Result<Envelope> parseEnvelope(std::string_view line)
{
    const auto members = splitJson(line, '{');
    if (!members)
        return pass(members.error());
    Envelope envelope;
    for (const JsonPart &member : *members) {
        std::string_view complaint = readMember(member, envelope);
        const auto first = std::ranges::find(*members, member.name, &JsonPart::name);
        if (&*first != &member && std::ranges::contains(ownMembers, member.name))
            complaint = "given twice";
        if (!complaint.empty())
            return fail(std::string(complaint), jsonPlace(line, std::size_t(member.value.data() - line.data())));
    }
    return envelope;
}

BadLine explainBadLine(std::string_view line, const Error &error)
{
    BadLine bad{.failure = {code::invalidRequest, error.toString()}, .id = {}};
    const auto members = splitJson(line, '{');
    if (!members && !isJson(line))
        bad.failure.code = code::parseError;
    Envelope envelope;
    for (const JsonPart &member : members.value_or(std::vector<JsonPart>())) {
        if (member.name == "id" && readMember(member, envelope).empty() && envelope.id)
            bad.id = *envelope.id;
    }
    return bad;
}

bool isBatch(std::string_view line)
{
    return firstOfJson(line) == '[';
}

Result<std::vector<std::string_view>> splitBatch(std::string_view line)
{
    const auto parts = splitJson(line, '[');
    if (!parts)
        return pass(parts.error());
    if (parts->empty())
        return fail("a batch must hold at least one request");
    if (parts->size() > batchLimit)
        return fail("a batch may hold " + std::to_string(batchLimit) + " requests, this one has " +
                    std::to_string(parts->size()));
    std::vector<std::string_view> items;
    for (const JsonPart &part : *parts)
        items.push_back(part.value);
    return items;
}

std::string makeRequest(const RawJson &id, std::string_view method, std::string_view params)
{
    std::string out = start(&id) + ",\"method\":";
    appendText(out, method);
    return out.append(",\"params\":").append(params) += '}';
}

std::string makeNotification(std::string_view method, std::string_view params)
{
    std::string out = start(nullptr) + ",\"method\":";
    appendText(out, method);
    return out.append(",\"params\":").append(params) += '}';
}

std::string makeAnswer(const RawJson &id, std::string_view result)
{
    std::string out = start(&id);
    out.reserve(out.size() + result.size() + 16);
    return out.append(",\"result\":").append(result) += '}';
}

std::string makeFailure(const RawJson &id, const Failure &failure)
{
    std::string out = start(&id) + ",\"error\":{\"code\":" + std::to_string(failure.code) + ",\"message\":";
    appendText(out, failure.message);
    return out += "}}";
}

} // namespace patchbay::wire
