// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_commands.h"

#include "conf/lua_pattern.h"

namespace patchbay {

namespace {

constexpr std::size_t longestWord = 1023;
constexpr std::size_t mostWords = 20;

bool isOctal(char c)
{
    return c >= '0' && c <= '7';
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The character at `at`, or NUL behind the end, as a C string would give it.
char peek(std::string_view text, std::size_t at)
{
    return at < text.size() ? text[at] : '\0';
}

/// Reads \123 and \0x1f at `at`; returns how many characters they take, 0 where it is neither.
std::size_t numericEscape(std::string_view text, std::size_t at, char &value)
{
    const char first = peek(text, at);
    if (first >= '0' && first <= '3' && isOctal(peek(text, at + 1)) && isOctal(peek(text, at + 2))) {
        value = char((first - '0') << 6 | (text[at + 1] - '0') << 3 | (text[at + 2] - '0'));
        return 3;
    }
    const char mark = peek(text, at + 1);
    if (first != '0' || (mark != 'x' && mark != 'X') || hexDigit(peek(text, at + 2)) < 0)
        return 0;
    value = char(hexDigit(text[at + 2]));
    if (hexDigit(peek(text, at + 3)) < 0)
        return 3;
    value = char(value << 4 | hexDigit(text[at + 3]));
    return 4;
}

/// The loader's first pass: escapes become characters; escaped quotes and dollars stay escaped for the second.
std::string withoutBackslashes(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        if (++i == text.size()) {
            result += '\\';
            break;
        }
        switch (const char c = text[i]) {
        case '\'':
        case '"':
        case '$': result += '\\', result += c; break;
        case 'b': result += '\b'; break;
        case 'f': result += '\f'; break;
        case 'r': result += '\r'; break;
        case 'n': result += '\n'; break;
        case 's': result += ' '; break;
        case 't': result += '\t'; break;
        case 'v': result += '\v'; break;
        case 'z': break;
        default: {
            char value = c;
            const std::size_t length = numericEscape(text, i, value);
            result += value;
            i += length == 0 ? 0 : length - 1;
        }
        }
    }
    return result;
}

bool isBlank(char c)
{
    return inLuaClass(static_cast<unsigned char>(c), 's');
}

class Words
{
public:
    Words(std::string text, const Lookup &lookup) : m_text(std::move(text)), m_lookup(lookup) {}

    std::optional<std::vector<std::string>> split()
    {
        while (m_at < m_text.size() && !m_failed)
            step();
        finishWord();
        if (m_failed || m_single || m_double)
            return std::nullopt;
        return std::move(m_words);
    }

private:
    void step()
    {
        const char c = m_text[m_at];
        if (c == '\\' && m_at + 1 < m_text.size()) {
            take(m_text[m_at + 1]);
            m_at += 2;
        } else if (c == '\'') {
            quote(m_single, m_double);
        } else if (c == '"') {
            quote(m_double, m_single);
        } else if (isBlank(c) && !m_single && !m_double) {
            finishWord();
            ++m_at;
        } else if (c == '$' && !m_single) {
            variable();
        } else {
            take(c);
            ++m_at;
        }
    }

    void take(char c)
    {
        if (m_word.size() >= longestWord)
            m_failed = true;
        else
            m_word += c;
    }

    void quote(bool &mine, bool other)
    {
        mine = !mine;
        if (other)
            take(m_text[m_at]);
        ++m_at;
    }

    void variable()
    {
        const char open = peek(m_text, m_at + 1);
        const char close = open == '{' ? '}' : open == '(' ? ')' : '\0';
        const std::size_t begin = m_at + (close != '\0' ? 2 : 1);
        if (begin == m_text.size()) { // the loader ends there, in the middle of the word, and forgets it
            m_word.clear();
            m_at = begin;
            return;
        }
        std::size_t end = begin;
        while (end < m_text.size() && (close != '\0' ? m_text[end] != close : !isBlank(m_text[end])))
            ++end;
        if (close != '\0' && end == m_text.size()) {
            m_failed = true;
            return;
        }
        const std::string value = m_lookup(std::string_view(m_text).substr(begin, end - begin)).value_or("");
        m_word.append(value, 0, longestWord - m_word.size());
        m_at = end + (close != '\0' ? 1 : 0);
    }

    void finishWord()
    {
        if (m_word.empty())
            return;
        if (m_words.size() == mostWords)
            m_failed = true;
        else
            m_words.push_back(std::move(m_word));
        m_word.clear();
    }

    std::string m_text;
    const Lookup &m_lookup;
    std::vector<std::string> m_words;
    std::string m_word;
    std::size_t m_at = 0;
    bool m_single = false;
    bool m_double = false;
    bool m_failed = false;
};

} // namespace

std::optional<std::vector<std::string>> commandWords(std::string_view command, const Lookup &lookup)
{
    return Words(withoutBackslashes(command.substr(0, command.find('\0'))), lookup).split();
}

} // namespace patchbay
