// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/call.h"

#include <span>
#include <string>
#include <string_view>

namespace patchbay::rpc {

class Session;

/// A method by name, with the shapes of what it takes and gives.
struct Method
{
    std::string_view name;
    std::string_view about; ///< one sentence for the schema
    const wire::Shape &(*params)();
    const wire::Shape &(*answer)();
    Reply<std::string> (*run)(Session &session, std::string_view params, const Call &call);
};

template<typename>
struct HandlerTypes;
template<typename Answer, typename Params>
struct HandlerTypes<Reply<Answer> (*)(Session &, const Params &, const Call &)>
{
    using A = Answer;
    using P = Params;
};

/// Makes a Method of a typed handler `Reply<Answer> f(Session &, const Params &, const Call &)`: the one place where
/// parameters are decoded and answers encoded.
template<auto handler>
constexpr Method method(std::string_view name, std::string_view about)
{
    using Types = HandlerTypes<decltype(handler)>;
    using Params = typename Types::P;
    return {.name = name,
            .about = about,
            .params = &wire::shapeOf<Params>,
            .answer = &wire::shapeOf<typename Types::A>,
            .run = [](Session &session, std::string_view json, const Call &call) -> Reply<std::string> {
                const Result<Params> params = wire::decodeStrict<Params>(json);
                if (!params)
                    return refuse(params.error(), wire::code::invalidParams);
                auto answer = handler(session, *params, call);
                if (!answer)
                    return std::unexpected(answer.error());
                return wire::encode(*answer);
            }};
}

/// All methods, by family.
std::span<const Method> methods();

/// Answers one request. nullopt for a notification, which gets no answer whatever becomes of it. Never throws.
std::optional<std::string> dispatch(Session &session, const wire::Envelope &request, Call call);

/// Answers a whole line: a request, a notification, a batch or garbage. nullopt: nothing to send.
std::optional<std::string> dispatchLine(Session &session, std::string_view line, const Call &call);

} // namespace patchbay::rpc
