// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/codec.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON-RPC 2.0: what stands round a message on its line. Pure; any thread.
namespace patchbay::wire {

/// Codes of JSON-RPC 2.0 and, from -32000 down, our own.
namespace code {
inline constexpr int parseError = -32700;     ///< the line is no JSON
inline constexpr int invalidRequest = -32600; ///< JSON, but no request
inline constexpr int unknownMethod = -32601;
inline constexpr int invalidParams = -32602; ///< wrong type, missing member, unknown guest
inline constexpr int failed = -32000;        ///< could not do it; the message says why
inline constexpr int stale = -32001;         ///< the host has changed since the revision or token was made
inline constexpr int cancelled = -32002;
inline constexpr int readOnly = -32003; ///< this host can only be looked at
inline constexpr int blocked = -32004;  ///< a finding forbids it
inline constexpr int busy = -32005;     ///< another console is changing this host; the message says since when
}

/// Why a request was not done.
struct Failure
{
    int code = code::failed;
    std::string message; ///< one sentence for a person, with the place
};

/// One line, taken apart but not looked into; the views point into the line.
struct Envelope
{
    std::optional<RawJson> id;          ///< nullopt: a notification
    std::optional<std::string> method;  ///< nullopt: an answer
    std::string_view params = "{}";     ///< of a request or notification
    std::optional<std::string_view> result;
    std::optional<Failure> error;
};

/// Takes one JSON-RPC object apart. Errors: no JSON (with line and column), no object, a member of a wrong type, one of
/// JSON-RPC's members twice.
Result<Envelope> parseEnvelope(std::string_view line);

/// Why a line is no envelope, for whoever must answer it: code::parseError for what is no JSON, else
/// code::invalidRequest. `id` is that of the line where it has a usable one, else null.
struct BadLine
{
    Failure failure;
    RawJson id;
};
BadLine explainBadLine(std::string_view line, const Error &error);

/// Whether the line is a batch: a list of envelopes.
[[nodiscard]] bool isBatch(std::string_view line);
/// The most requests in one batch.
inline constexpr std::size_t batchLimit = 1000;

/// The items of a batch. Errors as parseEnvelope(); an empty batch is an error, as is one above the limit.
Result<std::vector<std::string_view>> splitBatch(std::string_view line);

/// Lines to send, without the newline. `params` and `result` are JSON, as encode() makes it.
[[nodiscard]] std::string makeRequest(const RawJson &id, std::string_view method, std::string_view params = "{}");
[[nodiscard]] std::string makeNotification(std::string_view method, std::string_view params = "{}");
[[nodiscard]] std::string makeAnswer(const RawJson &id, std::string_view result);
[[nodiscard]] std::string makeFailure(const RawJson &id, const Failure &failure);

} // namespace patchbay::wire
