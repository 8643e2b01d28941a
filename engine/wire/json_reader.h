// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::wire {

/// Reads JSON (RFC 8259) value by value from text that stays with the caller. Strict: UTF-8 only, no comments, no
/// trailing commas. Every function returns false on failure; error() then says what is wrong, once and for all.
///
/// A library would build a tree first: a snapshot of 100,000 functions needs ten times its size for that, and twenty
/// times as long as it takes to fill the structs directly.
class JsonReader
{
public:
    static constexpr int depthLimit = 64;

    explicit JsonReader(std::string_view text);

    /// What the next value starts with: '{' '[' '"' 't' 'f' 'n', '0' for any number, 0 for anything else.
    [[nodiscard]] char peek();

    bool null();
    bool boolean(bool &value);
    bool text(std::string &value);
    /// The digits of a number, checked for form only.
    bool number(std::string_view &digits);
    /// Any value, checked; `value` is its text.
    bool raw(std::string_view &value);

    /// After the opening of an object: false when it ends or fails (see failed()); else `name` is the next member's.
    bool openObject();
    bool nextMember(std::string &name);
    bool openArray();
    bool nextItem();

    /// Nothing but white space is left.
    bool end();

    [[nodiscard]] bool failed() const { return !m_error.empty(); }
    [[nodiscard]] const std::string &error() const { return m_error; }
    /// Where reading stands: "line 3, column 7", columns counted in bytes from 1.
    [[nodiscard]] std::string place() const;
    /// Makes the reader fail with a complaint of the caller's.
    bool fail(std::string_view complaint);

private:
    void skipSpace();
    bool take(char expected, std::string_view complaint);
    bool literal(std::string_view word);
    bool skip();
    bool open(char bracket);
    bool escape(std::string &value);
    bool hex4(std::uint32_t &unit);
    bool more(char closing, std::string_view complaint);

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_first = false; ///< right after an opening bracket
    std::string m_error;
    std::string m_scratch; ///< texts that are skipped
};

} // namespace patchbay::wire
