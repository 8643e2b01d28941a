// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_lexer.h"

#include "conf/lua_pattern.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace patchbay {

namespace {

using Kind = LuaToken::Kind;

constexpr std::array<std::string_view, 22> keywords{"and",   "break", "do",  "else", "elseif", "end",    "false", "for",
                                                    "function", "goto", "if", "in",   "local",  "nil",    "not",   "or",
                                                    "repeat", "return", "then", "true", "until", "while"};

// Longest first.
constexpr std::array<std::string_view, 33> symbols{"...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>", "+",
                                                   "-",   "*",  "/",  "%",  "^",  "#",  "&",  "~",  "|",  "<",  ">",
                                                   "=",   "(",  ")",  "{",  "}",  "[",  "]",  ";",  ":",  ",",  "."};

bool isWord(char c)
{
    return c == '_' || inLuaClass(static_cast<unsigned char>(c), 'w');
}

class Lexer
{
public:
    explicit Lexer(std::string_view source) : m_source(source) {}

    std::optional<std::vector<LuaToken>> run()
    {
        while (skipBlanks()) {
            if (m_at == m_source.size()) {
                add(Kind::End, {});
                return std::move(m_tokens);
            }
            if (!token())
                return std::nullopt;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }

    void add(Kind kind, std::string text, LuaValue number = {})
    {
        m_tokens.push_back({kind, std::move(text), std::move(number), m_line});
    }

    /// False: a long comment without an end.
    bool skipBlanks()
    {
        while (m_at < m_source.size()) {
            const char c = peek();
            if (c == '\n') {
                ++m_line;
                ++m_at;
            } else if (inLuaClass(static_cast<unsigned char>(c), 's')) {
                ++m_at;
            } else if (c == '-' && peek(1) == '-') {
                m_at += 2;
                std::string ignored;
                if (const std::size_t level = longLevel(); level != none) {
                    if (!longText(level, ignored))
                        return false;
                } else {
                    m_at = std::min(m_source.find('\n', m_at), m_source.size());
                }
            } else {
                break;
            }
        }
        return true;
    }

    bool token()
    {
        const char c = peek();
        if (inLuaClass(static_cast<unsigned char>(c), 'd') ||
            (c == '.' && inLuaClass(static_cast<unsigned char>(peek(1)), 'd')))
            return number();
        if (isWord(c)) {
            const std::size_t begin = m_at;
            while (m_at < m_source.size() && isWord(peek()))
                ++m_at;
            const std::string word(m_source.substr(begin, m_at - begin));
            add(std::ranges::contains(keywords, std::string_view(word)) ? Kind::Keyword : Kind::Name, word);
            return true;
        }
        if (c == '"' || c == '\'')
            return shortText();
        if (const std::size_t level = longLevel(); level != none) {
            std::string text;
            const bool good = longText(level, text);
            add(Kind::String, text);
            return good;
        }
        for (const std::string_view symbol : symbols) {
            if (!m_source.substr(m_at).starts_with(symbol))
                continue;
            m_at += symbol.size();
            add(Kind::Symbol, std::string(symbol));
            return true;
        }
        return false;
    }

    bool number()
    {
        const std::size_t begin = m_at;
        const bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
        while (m_at < m_source.size()) {
            const char c = peek();
            const bool exponent = !hex && (c == 'e' || c == 'E');
            if (!isWord(c) && c != '.')
                break;
            ++m_at;
            if (exponent && (peek() == '+' || peek() == '-'))
                ++m_at;
        }
        const LuaValue value = luaToNumber(std::string(m_source.substr(begin, m_at - begin)));
        add(Kind::Number, {}, value);
        return !isNil(value);
    }

    /// How many "=" a long bracket at this place has, or none.
    [[nodiscard]] std::size_t longLevel() const
    {
        if (peek() != '[')
            return none;
        std::size_t level = 0;
        while (peek(1 + level) == '=')
            ++level;
        return peek(1 + level) == '[' ? level : none;
    }

    bool longText(std::size_t level, std::string &text)
    {
        m_at += level + 2;
        if (peek() == '\r' && peek(1) == '\n')
            ++m_at;
        if (peek() == '\n')
            ++m_line, ++m_at;
        const std::string close = "]" + std::string(level, '=') + "]";
        const std::size_t end = m_source.find(close, m_at);
        if (end == std::string_view::npos)
            return false;
        text = m_source.substr(m_at, end - m_at);
        m_line += int(std::ranges::count(text, '\n'));
        m_at = end + close.size();
        return true;
    }

    bool shortText()
    {
        const char quote = m_source[m_at++];
        std::string text;
        while (peek() != quote) {
            if (m_at >= m_source.size() || peek() == '\n')
                return false;
            if (peek() != '\\')
                text += m_source[m_at++];
            else if (!escape(text))
                return false;
        }
        ++m_at;
        add(Kind::String, text);
        return true;
    }

    bool escape(std::string &text)
    {
        static constexpr std::string_view letters = "abfnrtv\\\"'\n";
        static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"'\n";
        ++m_at;
        const char c = peek();
        if (const std::size_t found = letters.find(c); m_at < m_source.size() && found != std::string_view::npos) {
            m_line += c == '\n' ? 1 : 0;
            text += meanings[found];
            ++m_at;
            return true;
        }
        if (c == 'z') {
            for (++m_at; m_at < m_source.size() && inLuaClass(static_cast<unsigned char>(peek()), 's'); ++m_at)
                m_line += peek() == '\n' ? 1 : 0;
            return true;
        }
        const bool hex = c == 'x';
        m_at += hex ? 1 : 0;
        unsigned value = 0;
        const std::string_view digits = m_source.substr(m_at, hex ? 2 : 3);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
        const auto length = std::size_t(end - digits.data());
        if (error != std::errc() || value > 255 || (hex && length != 2))
            return false;
        text += char(value);
        m_at += length;
        return true;
    }

    static constexpr std::size_t none = std::string_view::npos;
    std::string_view m_source;
    std::size_t m_at = 0;
    int m_line = 1;
    std::vector<LuaToken> m_tokens;
};

} // namespace

std::optional<std::vector<LuaToken>> luaTokens(std::string_view source)
{
    return Lexer(source).run();
}

} // namespace patchbay
