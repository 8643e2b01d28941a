// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_parse.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <iterator>

namespace patchbay::wire {

namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view space = " \t\r\n";

/// Tells how far the library has read: its events carry no position.
class CountedByte
{
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    CountedByte() = default;
    CountedByte(const char *byte, const char **reached)
        : m_byte(byte)
        , m_reached(reached)
    {
    }

    reference operator*() const { return *m_byte; }
    CountedByte &operator++()
    {
        *m_reached = ++m_byte;
        return *this;
    }
    CountedByte operator++(int)
    {
        const CountedByte before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountedByte &other) const { return m_byte == other.m_byte; }

private:
    const char *m_byte = nullptr;
    const char **m_reached = nullptr;
};

// Where the token starts whose last byte stands at `last`.
std::size_t tokenStart(std::string_view json, std::size_t last)
{
    const auto inWord = [&](std::size_t i) {
        const char c = json[i];
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
    };
    std::size_t start = last;
    if (json[last] != '"') {
        while (inWord(start) && start > 0 && inWord(start - 1))
            --start;
        return start;
    }
    for (bool escaped = true; escaped && start > 0;) {
        start = json.rfind('"', start - 1);
        if (start == json.npos)
            return last;
        std::size_t slashes = 0;
        while (slashes < start && json[start - 1 - slashes] == '\\')
            ++slashes;
        escaped = slashes % 2 != 0;
    }
    return start;
}

// The library's sentence names its own tokens and states; ours is for a person who wrote the text.
std::string_view complaint(std::string_view own, bool afterTheEnd)
{
    if (afterTheEnd)
        return "there is more after the end of the value";
    static constexpr std::string_view meanings[][2] = {
        {"out_of_range", "a number that is too large"},
        {"missing closing quote", "the text ends too early"},
        {"ill-formed UTF-8", "a byte that is not UTF-8"},
        {"control character", "a control character inside a text"},
        {"surrogate", "half of a surrogate pair"},
        {"forbidden character after backslash", "there is no such escape in JSON"},
        {"must be followed by 4 hex", "expected four hex digits after \\u"},
        {"invalid number", "expected a digit"},
        {"parsing object key", "expected a text in double quotes"},
        {"parsing object separator", "expected a colon"},
        {"parsing object -", "expected a comma or a closing brace"},
        {"parsing array -", "expected a comma or a closing bracket"},
    };
    for (const auto &[theirs, ours] : meanings) {
        if (own.find(theirs) != own.npos)
            return ours;
    }
    return "expected a value";
}

} // namespace

/// The library's side of a JsonHandler.
class JsonEvents
{
public:
    JsonEvents(std::string_view json, JsonHandler &handler)
        : m_handler(handler)
        , m_reached(json.data())
    {
        m_handler.m_json = json;
    }

    const char **reached() { return &m_reached; }

    bool null() { return step().null(); }
    bool boolean(bool value) { return step().boolean(value); }
    bool number_integer(std::int64_t value) { return step().integer(value); }
    bool number_unsigned(std::uint64_t value) { return step().natural(value); }
    bool number_float(double, const std::string &digits) { return step().otherNumber(digits); }
    bool string(const std::string &value) { return step().text(value); }
    bool binary(const nlohmann::json::binary_t &) { return false; }
    bool key(const std::string &name) { return step().key(name); }
    bool start_object(std::size_t) { return open('{'); }
    bool start_array(std::size_t) { return open('['); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &error)
    {
        const std::string_view json = m_handler.m_json;
        const bool atEnd = position > json.size();
        const std::string_view text = error.what();
        // What follows "last read" quotes the text itself, which may say anything.
        const std::string_view own = text.substr(0, text.find("; last read"));
        // The library stands at the end of a token it did not want, and at the byte that spoils one.
        const bool whole = own.find("unexpected") != own.npos;
        const std::size_t offset = atEnd ? json.size() : whole ? tokenStart(json, position - 1) : position - 1;
        const std::string_view what = atEnd ? "the text ends too early"
                                            : complaint(own, text.ends_with("; expected end of input"));
        return m_handler.refuse(std::string(what), jsonPlace(json, offset));
    }

private:
    JsonHandler &step()
    {
        m_handler.m_before = m_handler.m_at;
        m_handler.m_at = std::size_t(m_reached - m_handler.m_json.data());
        return m_handler;
    }

    bool open(char bracket)
    {
        step();
        if (++m_depth > jsonDepthLimit)
            return m_handler.refuse("nested deeper than " + std::to_string(jsonDepthLimit),
                                    jsonPlace(m_handler.m_json, m_handler.bracketAt()));
        return m_handler.open(bracket);
    }

    bool close()
    {
        --m_depth;
        return step().close();
    }

    JsonHandler &m_handler;
    const char *m_reached;
    int m_depth = 0;
};

bool JsonHandler::refuse(std::string text, std::string where)
{
    m_error = Error{std::move(text), std::move(where)};
    return false;
}

std::string_view JsonHandler::scalar() const
{
    std::size_t start = m_before;
    if (start == 0 && m_json.starts_with(byteOrderMark))
        start = byteOrderMark.size();
    while (start < m_at && std::string_view(" \t\r\n:,").find(m_json[start]) != std::string_view::npos)
        ++start;
    std::size_t stop = m_at;
    while (stop > start && std::string_view(" \t\r\n,]}").find(m_json[stop - 1]) != std::string_view::npos)
        --stop;
    return m_json.substr(start, stop - start);
}

Result<> parseJson(std::string_view json, JsonHandler &handler)
{
    // The library takes a NUL byte for the end and would not look at what follows.
    if (const std::size_t nul = json.find('\0'); nul != json.npos)
        return fail("a NUL byte, which JSON does not have", jsonPlace(json, nul));
    JsonEvents events(json, handler);
    const char *const end = json.data() + json.size();
    if (nlohmann::json::sax_parse(CountedByte(json.data(), events.reached()), CountedByte(end, events.reached()),
                                  &events))
        return {};
    return pass(handler.m_error.value_or(Error{"this is no JSON", jsonPlace(json, 0)}));
}

std::string jsonPlace(std::string_view json, std::size_t offset)
{
    const std::string_view before = json.substr(0, offset);
    const std::size_t start = before.rfind('\n') + 1; // npos + 1 is the first line's
    std::size_t line = 1;
    for (const char c : before)
        line += c == '\n';
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - start + 1);
}

char firstOfJson(std::string_view json)
{
    if (json.starts_with(byteOrderMark))
        json.remove_prefix(byteOrderMark.size());
    const std::size_t first = json.find_first_not_of(space);
    return first == json.npos ? '\0' : json[first];
}

} // namespace patchbay::wire
