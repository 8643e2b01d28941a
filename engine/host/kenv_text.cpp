// SPDX-License-Identifier: BSD-2-Clause
#include "host/kenv_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <format>

namespace patchbay {

namespace {

bool isNameCharacter(char c)
{
    return c > ' ' && c < 0x7f && c != '=' && c != '"';
}

/// The length of `name="` at the start of a line; 0: no variable begins here.
std::size_t openingOf(std::string_view line)
{
    const auto end = std::find_if_not(line.begin(), line.end(), isNameCharacter);
    const auto length = std::size_t(end - line.begin());
    return length > 0 && line.substr(length).starts_with("=\"") ? length + 2 : 0;
}

} // namespace

KenvText parseKenv(std::string_view text, std::string_view source)
{
    KenvText result;
    Lines lines(text);
    std::string name, value;
    std::size_t opened = 0;
    bool open = false;

    const auto odd = [&](std::size_t line, std::string what) {
        result.oddities.push_back({std::format("{}:{}", source, line), std::move(what)});
    };
    const auto close = [&](bool quoted) {
        if (open && !quoted)
            odd(opened, std::format("The value of {} has no closing quote.", name));
        if (open)
            result.variables.emplace(std::move(name), std::move(value));
        open = false;
    };

    std::string_view line;
    while (lines.next(line)) {
        while (line.ends_with('\r'))
            line.remove_suffix(1);
        if (const std::size_t opening = openingOf(line)) {
            close(false);
            name = line.substr(0, opening - 2);
            value = line.substr(opening);
            opened = lines.number();
            open = true;
        } else if (open) {
            value += '\n';
            value += line;
        } else {
            if (!trimmed(line).empty())
                odd(lines.number(), "Not understood: this line is no variable.");
            continue;
        }
        if (value.ends_with('"')) {
            value.pop_back();
            close(true);
        }
    }
    close(false);
    return result;
}

std::string printKenv(const std::map<std::string, std::string> &variables)
{
    std::string text;
    for (const auto &[name, value] : variables)
        text += std::format("{}=\"{}\"\n", name, value);
    return text;
}

} // namespace patchbay
