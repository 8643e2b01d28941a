// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_reader.h"

#include "wire/json_writer.h"

namespace patchbay::wire {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

void appendUtf8(std::string &out, std::uint32_t point)
{
    if (point < 0x80) {
        out += char(point);
    } else if (point < 0x800) {
        out += char(0xc0 | point >> 6);
        out += char(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        out += char(0xe0 | point >> 12);
        out += char(0x80 | (point >> 6 & 0x3f));
        out += char(0x80 | (point & 0x3f));
    } else {
        out += char(0xf0 | point >> 18);
        out += char(0x80 | (point >> 12 & 0x3f));
        out += char(0x80 | (point >> 6 & 0x3f));
        out += char(0x80 | (point & 0x3f));
    }
}

// How much of `text` from `at` can stand in a string as it is.
std::size_t plainRun(std::string_view text, std::size_t at)
{
    std::size_t i = at;
    while (i < text.size()) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == '"' || byte == '\\')
            break;
        if (byte < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = utf8Length(text.substr(i));
        if (length == 0)
            break;
        i += length;
    }
    return i - at;
}

} // namespace

JsonReader::JsonReader(std::string_view text)
    : m_text(text)
{
    if (m_text.starts_with("\xef\xbb\xbf"))
        m_at = 3;
}

bool JsonReader::fail(std::string_view complaint)
{
    if (m_error.empty())
        m_error = complaint;
    return false;
}

std::string JsonReader::place() const
{
    std::size_t line = 1, start = 0;
    for (std::size_t i = 0; i < m_at && i < m_text.size(); ++i) {
        if (m_text[i] == '\n') {
            ++line;
            start = i + 1;
        }
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(m_at - start + 1);
}

void JsonReader::skipSpace()
{
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r' ||
                                    m_text[m_at] == '\t'))
        ++m_at;
}

char JsonReader::peek()
{
    skipSpace();
    if (m_at >= m_text.size())
        return 0;
    const char c = m_text[m_at];
    if (isDigit(c) || c == '-')
        return '0';
    return c == '{' || c == '[' || c == '"' || c == 't' || c == 'f' || c == 'n' ? c : '\0';
}

bool JsonReader::take(char expected, std::string_view complaint)
{
    skipSpace();
    if (m_at >= m_text.size())
        return fail("the text ends too early");
    if (m_text[m_at] != expected)
        return fail(complaint);
    ++m_at;
    return true;
}

bool JsonReader::literal(std::string_view word)
{
    skipSpace();
    if (m_text.substr(m_at, word.size()) != word)
        return fail(m_at + word.size() > m_text.size() ? "the text ends too early" : "expected a value");
    m_at += word.size();
    return true;
}

bool JsonReader::null()
{
    return literal("null");
}

bool JsonReader::boolean(bool &value)
{
    value = peek() == 't';
    return literal(value ? "true" : "false");
}

bool JsonReader::number(std::string_view &digits)
{
    skipSpace();
    const std::size_t start = m_at;
    const auto at = [&] { return m_at < m_text.size() ? m_text[m_at] : '\0'; };
    const auto run = [&] {
        if (!isDigit(at()))
            return fail(m_at < m_text.size() ? "expected a digit" : "the text ends too early");
        while (isDigit(at()))
            ++m_at;
        return true;
    };
    if (at() == '-')
        ++m_at;
    if (at() == '0')
        ++m_at;
    else if (!run())
        return false;
    if (at() == '.') {
        ++m_at;
        if (!run())
            return false;
    }
    if (at() == 'e' || at() == 'E') {
        ++m_at;
        if (at() == '+' || at() == '-')
            ++m_at;
        if (!run())
            return false;
    }
    digits = m_text.substr(start, m_at - start);
    return true;
}

bool JsonReader::hex4(std::uint32_t &unit)
{
    unit = 0;
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (m_at >= m_text.size())
            return fail("the text ends too early");
        const char c = m_text[m_at];
        const int digit = isDigit(c) ? c - '0'
            : c >= 'a' && c <= 'f'   ? c - 'a' + 10
            : c >= 'A' && c <= 'F'   ? c - 'A' + 10
                                     : -1;
        if (digit < 0)
            return fail("expected four hex digits after \\u");
        unit = unit << 4 | std::uint32_t(digit);
    }
    return true;
}

bool JsonReader::escape(std::string &value)
{
    if (++m_at >= m_text.size())
        return fail("the text ends too early");
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const char c = m_text[m_at];
    if (const std::size_t known = letters.find(c); known != letters.npos) {
        value += meanings[known];
        ++m_at;
        return true;
    }
    if (c != 'u')
        return fail("there is no such escape in JSON");
    ++m_at;
    std::uint32_t unit = 0, low = 0;
    if (!hex4(unit))
        return false;
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return fail("half of a surrogate pair");
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (m_text.substr(m_at, 2) != "\\u")
            return fail("half of a surrogate pair");
        m_at += 2;
        if (!hex4(low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return fail("half of a surrogate pair");
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    appendUtf8(value, unit);
    return true;
}

bool JsonReader::text(std::string &value)
{
    value.clear();
    if (!take('"', "expected a text in double quotes"))
        return false;
    for (;;) {
        const std::size_t run = plainRun(m_text, m_at);
        value.append(m_text, m_at, run);
        m_at += run;
        if (m_at >= m_text.size())
            return fail("the text ends too early");
        const auto byte = static_cast<unsigned char>(m_text[m_at]);
        if (byte == '"')
            break;
        if (byte != '\\')
            return fail(byte < 0x20 ? "a control character inside a text" : "a byte that is not UTF-8");
        if (!escape(value))
            return false;
    }
    ++m_at;
    return true;
}

bool JsonReader::open(char bracket)
{
    if (!take(bracket, bracket == '{' ? "expected an object" : "expected a list"))
        return false;
    if (++m_depth > depthLimit)
        return fail("nested deeper than " + std::to_string(depthLimit));
    m_first = true;
    return true;
}

bool JsonReader::openObject()
{
    return open('{');
}

bool JsonReader::openArray()
{
    return open('[');
}

// Steps over the comma or the closing bracket; true when there is more before the latter.
bool JsonReader::more(char closing, std::string_view complaint)
{
    if (failed())
        return false;
    skipSpace();
    if (m_at >= m_text.size())
        return fail("the text ends too early");
    const bool first = m_first;
    m_first = false;
    if (m_text[m_at] == closing) {
        ++m_at;
        --m_depth;
        return false;
    }
    return first || take(',', complaint);
}

bool JsonReader::nextMember(std::string &name)
{
    return more('}', "expected a comma or a closing brace") && text(name) && take(':', "expected a colon");
}

bool JsonReader::nextItem()
{
    return more(']', "expected a comma or a closing bracket");
}

// Walks one value of any kind without keeping it. The depth is bounded by open(), so recursion is safe.
bool JsonReader::skip()
{
    bool flag = false;
    std::string_view digits;
    switch (peek()) {
    case '{':
        if (!openObject())
            return false;
        while (nextMember(m_scratch))
            if (!skip())
                return false;
        return !failed();
    case '[':
        if (!openArray())
            return false;
        while (nextItem())
            if (!skip())
                return false;
        return !failed();
    case '"': return text(m_scratch);
    case 't':
    case 'f': return boolean(flag);
    case 'n': return null();
    case '0': return number(digits);
    default: return fail(m_at < m_text.size() ? "expected a value" : "the text ends too early");
    }
}

bool JsonReader::raw(std::string_view &value)
{
    skipSpace();
    const std::size_t start = m_at;
    if (!skip())
        return false;
    value = m_text.substr(start, m_at - start);
    return true;
}

bool JsonReader::end()
{
    skipSpace();
    return m_at >= m_text.size() || fail("there is more after the end of the value");
}

} // namespace patchbay::wire
