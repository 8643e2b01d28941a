// SPDX-License-Identifier: BSD-2-Clause
#include "remote/shell_words.h"

#include <format>

namespace patchbay::remote {

namespace {

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./:,+-@").contains(c);
}

// csh looks for ! also between single quotes, fish takes \ as an escape there, and ' ends the quotes for all. A backslash
// before each of them, outside of quotes, is the same to every shell.
bool isBare(char c)
{
    return c == '\'' || c == '\\' || c == '!';
}

// What printf %b of every sh turns back into the byte; no quote, no ! and no newline is left in it.
std::string octal(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        if (isPlain(c) || c == ' ')
            text += c;
        else if (c != '\0')
            text += std::format("\\0{:03o}", unsigned(static_cast<unsigned char>(c)));
    }
    return text;
}

} // namespace

std::optional<std::string> shellWord(std::string_view word)
{
    bool plain = !word.empty();
    for (const char c : word) {
        if (c == '\0' || c == '\n' || c == '\r')
            return std::nullopt;
        plain = plain && isPlain(c);
    }
    if (plain)
        return std::string(word);
    std::string text = word.empty() ? "''" : "";
    bool quoted = false;
    for (const char c : word) {
        if (isBare(c) == quoted) {
            text += '\'';
            quoted = !quoted;
        }
        if (isBare(c))
            text += '\\';
        text += c;
    }
    return quoted ? text + '\'' : text;
}

std::optional<std::string> shellCommand(const std::vector<std::string> &argv)
{
    std::string line;
    for (const std::string &word : argv) {
        const auto quoted = shellWord(word);
        if (!quoted)
            return std::nullopt;
        line.append(line.empty() ? "" : " ").append(*quoted);
    }
    return line;
}

std::string scriptWord(std::string_view word)
{
    std::string text = "'";
    for (const char c : word) {
        if (c == '\'')
            text += R"('\'')";
        else if (c != '\0')
            text += c;
    }
    return text + '\'';
}

std::string shellScript(std::string_view script, const std::vector<std::string> &words)
{
    // The whole text goes in octal, so that no shell has anything to interpret; $() drops only newlines at the end.
    std::string text;
    for (const std::string &word : words)
        text.append(" ").append(scriptWord(word));
    text = "set --" + text + "\n" + std::string(script);
    return "exec /bin/sh -c 'eval \"$(printf %b \"$1\")\"' sh '" + octal(text) + '\'';
}

} // namespace patchbay::remote
