// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON (RFC 8259) as a run of events; no tree is built. nlohmann_json does the reading and stays behind this header:
/// it costs every source that includes it seconds to compile. Strict: UTF-8 only, no comments, no trailing commas.
namespace patchbay::wire {

/// What parseJson() reports, in the order of the text. Each returns false to stop, after refuse() said why.
class JsonHandler
{
public:
    virtual ~JsonHandler() = default;

    virtual bool null() = 0;
    virtual bool boolean(bool value) = 0;
    virtual bool integer(std::int64_t value) = 0;          ///< below zero
    virtual bool natural(std::uint64_t value) = 0;         ///< zero and above
    virtual bool otherNumber(std::string_view digits) = 0; ///< has a fraction or an exponent, or fits in no 64 bits
    virtual bool text(const std::string &value) = 0;
    virtual bool open(char bracket) = 0; ///< '{' or '['
    virtual bool key(const std::string &name) = 0;
    virtual bool close() = 0;

protected:
    /// The complaint parseJson() is to return; `where` is the caller's idea of a place. Always false.
    bool refuse(std::string text, std::string where);
    /// Right after a value that is no object or list: its text.
    [[nodiscard]] std::string_view scalar() const;
    /// Right after open(): where its bracket stands; right after close(): one past it.
    [[nodiscard]] std::size_t bracketAt() const { return m_at - 1; }
    [[nodiscard]] std::size_t end() const { return m_at; }
    [[nodiscard]] std::string_view json() const { return m_json; }

private:
    friend class JsonEvents;
    friend Result<> parseJson(std::string_view json, JsonHandler &handler);

    std::string_view m_json;
    std::size_t m_before = 0; ///< bytes read when the event before this one came
    std::size_t m_at = 0;     ///< bytes read; one more after a number that is not the last thing in the text
    std::optional<Error> m_error;
};

/// How deep objects and lists may be nested.
inline constexpr int jsonDepthLimit = 64;

/// Reads one value. Errors: the handler's; for text that is no JSON the place "line 3, column 7" and what is wrong.
Result<> parseJson(std::string_view json, JsonHandler &handler);

/// "line 3, column 7" for an offset in bytes; both count from 1, columns in bytes.
[[nodiscard]] std::string jsonPlace(std::string_view json, std::size_t offset);

/// Whether the text is one whole JSON value.
[[nodiscard]] bool isJson(std::string_view json);

/// The first byte of the value, with white space and a byte order mark skipped; 0 when there is none.
[[nodiscard]] char firstOfJson(std::string_view json);

/// A member of an object or an item of a list, with the text of its value.
struct JsonPart
{
    std::string name; ///< empty in a list
    std::string_view value;
};

/// The outermost members or items of an object or list, all of it checked. Errors: as parseJson(); "expected an object"
/// or "expected a list" for another value than `bracket` opens.
Result<std::vector<JsonPart>> splitJson(std::string_view json, char bracket);

} // namespace patchbay::wire
