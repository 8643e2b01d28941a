// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/dispatcher.h"

#include <algorithm>
#include <exception>

namespace patchbay::rpc {

namespace {

Reply<std::string> answerTo(Session &session, const wire::Envelope &request, const Call &call)
{
    if (!request.method)
        return refuse(wire::code::invalidRequest, "a request needs a \"method\"");
    const auto all = methods();
    const auto found = std::ranges::find(all, *request.method, &Method::name);
    if (found == all.end())
        return refuse(wire::code::unknownMethod, "there is no method \"" + request.method->substr(0, 60) + "\"");
    if (call.isCancelled())
        return refuse(wire::code::cancelled, "cancelled");
    // The standard library may throw for want of memory; the engine must outlive the request that asked too much.
    try {
        return found->run(session, request.params, call);
    } catch (const std::exception &exception) {
        return refuse(wire::code::failed, std::string("the engine could not go on: ") + exception.what());
    }
}

std::optional<std::string> dispatchText(Session &session, std::string_view text, const Call &call)
{
    const Result<wire::Envelope> request = wire::parseEnvelope(text);
    if (!request) {
        const wire::BadLine bad = wire::explainBadLine(text, request.error());
        return wire::makeFailure(bad.id, bad.failure);
    }
    return dispatch(session, *request, call);
}

} // namespace

std::optional<std::string> dispatch(Session &session, const wire::Envelope &request, Call call)
{
    call.id = request.id.value_or(wire::RawJson{});
    const Reply<std::string> answer = answerTo(session, request, call);
    if (!request.id && request.method)
        return std::nullopt;
    return answer ? wire::makeAnswer(call.id, *answer) : wire::makeFailure(call.id, answer.error());
}

std::optional<std::string> dispatchLine(Session &session, std::string_view line, const Call &call)
{
    if (!wire::isBatch(line))
        return dispatchText(session, line, call);
    const auto items = wire::splitBatch(line);
    if (!items)
        return wire::makeFailure({}, wire::explainBadLine(line, items.error()).failure);
    std::string all;
    for (const std::string_view item : *items) {
        const auto answer = dispatchText(session, item, call);
        if (answer)
            all.append(all.empty() ? "[" : ",").append(*answer);
    }
    return all.empty() ? std::nullopt : std::optional(all + ']');
}

} // namespace patchbay::rpc
