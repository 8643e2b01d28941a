// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "wire/message.h"

#include <atomic>
#include <expected>
#include <functional>
#include <string>

namespace patchbay::rpc {

/// What a method gives: its answer, or why not with a code of JSON-RPC.
template<typename T>
using Reply = std::expected<T, wire::Failure>;

/// For return statements of methods.
inline std::unexpected<wire::Failure> refuse(int code, std::string message)
{
    return std::unexpected<wire::Failure>({code, std::move(message)});
}
inline std::unexpected<wire::Failure> refuse(const Error &error, int code = wire::code::failed)
{
    return refuse(code, error.toString());
}

/// One request while it is worked on. Lives on the worker's thread; only `cancelled` is written from another.
struct Call
{
    wire::RawJson id;
    const std::atomic<bool> *cancelled = nullptr;             ///< nullptr: cannot be cancelled
    std::function<void(const wire::Progress &)> sendProgress; ///< empty: nobody listens

    [[nodiscard]] bool isCancelled() const { return cancelled && *cancelled; }

    /// Tells how far the work is. To be called before each step that may take longer than 100 ms.
    void progress(std::string text, int done = 0, int total = 0) const
    {
        if (sendProgress)
            sendProgress({id, std::move(text), done, total});
    }
};

} // namespace patchbay::rpc
