// SPDX-License-Identifier: BSD-2-Clause
#include "wire/message.h"

#include "wire/json_reader.h"
#include "wire/json_writer.h"

namespace patchbay::wire {

namespace {

bool readId(JsonReader &reader, Envelope &envelope)
{
    const char kind = reader.peek();
    if (kind != '"' && kind != '0' && kind != 'n')
        return reader.fail("an id is a text, a number or null");
    std::string_view raw;
    if (!reader.raw(raw))
        return false;
    envelope.id = RawJson{std::string(raw)};
    return true;
}

bool readError(JsonReader &reader, Envelope &envelope)
{
    envelope.error.emplace();
    std::string_view raw;
    std::string name;
    if (!reader.openObject())
        return false;
    while (reader.nextMember(name)) {
        bool good = true;
        if (name == "code") {
            good = reader.number(raw);
            envelope.error->code = good ? std::atoi(std::string(raw).c_str()) : 0;
        } else {
            good = name == "message" ? reader.text(envelope.error->message) : reader.raw(raw);
        }
        if (!good)
            return false;
    }
    return !reader.failed();
}

bool readMember(JsonReader &reader, std::string_view name, Envelope &envelope)
{
    std::string_view raw;
    std::string text;
    if (name == "id")
        return readId(reader, envelope);
    if (name == "method") {
        if (reader.peek() != '"')
            return reader.fail("\"method\" must be a text");
        return reader.text(envelope.method.emplace());
    }
    if (name == "jsonrpc") {
        if (reader.peek() != '"' || !reader.text(text) || text != "2.0")
            return reader.fail("\"jsonrpc\" must be \"2.0\"");
        return true;
    }
    if (name == "params") {
        const char kind = reader.peek();
        if (kind != '{' && kind != '[' && kind != 'n' && kind != 0)
            return reader.fail("\"params\" must be an object");
        return reader.raw(envelope.params);
    }
    if (name == "result")
        return reader.raw(envelope.result.emplace());
    if (name == "error" && reader.peek() == '{')
        return readError(reader, envelope);
    return reader.raw(raw);
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
    JsonReader reader(line);
    Envelope envelope;
    if (reader.peek() != '{' && reader.peek() != 0)
        return fail("a message is a JSON object", "line 1, column 1");
    std::string name;
    bool good = reader.openObject();
    while (good && reader.nextMember(name))
        good = readMember(reader, name, envelope);
    if (reader.failed() || !reader.end())
        return fail(reader.error(), reader.place());
    if (envelope.params == "null")
        envelope.params = "{}";
    return envelope;
}

bool isBatch(std::string_view line)
{
    return JsonReader(line).peek() == '[';
}

Result<std::vector<std::string_view>> splitBatch(std::string_view line)
{
    JsonReader reader(line);
    std::vector<std::string_view> items;
    bool good = reader.openArray();
    while (good && reader.nextItem())
        good = reader.raw(items.emplace_back());
    if (reader.failed() || !reader.end())
        return fail(reader.error(), reader.place());
    if (items.empty())
        return fail("a batch must hold at least one request");
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
