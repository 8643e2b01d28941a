// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace patchbay {

/// What went wrong, in words for the person who must put it right.
struct Error
{
    std::string what;  ///< one lower-case clause, no full stop: "bus 300 is above 255"
    std::string where; ///< the offending text, file:line or command; may be empty

    bool operator==(const Error &) const = default;

    /// "where: what", the form every program of ours prints.
    [[nodiscard]] std::string toString() const { return where.empty() ? what : where + ": " + what; }
};

/// A T or an Error: the channel for "could not do it". Marked on the class, so dropping one is a compiler error.
template<typename T = void>
class [[nodiscard]] Result : public std::expected<T, Error>
{
public:
    using std::expected<T, Error>::expected;
};

/// For return statements: `return fail("bus 300 is above 255", text);`
inline std::unexpected<Error> fail(std::string what, std::string where = {})
{
    return std::unexpected<Error>({std::move(what), std::move(where)});
}

/// Passes an error of another Result on: `return pass(inner.error());`
inline std::unexpected<Error> pass(Error error)
{
    return std::unexpected<Error>(std::move(error));
}

} // namespace patchbay
