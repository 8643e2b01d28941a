// SPDX-License-Identifier: BSD-2-Clause
#include "host/mount_text.h"

#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

std::string_view takeWord(std::string_view &line)
{
    line = trimmed(line);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

std::string unescaped(std::string_view word)
{
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto octal = word[i] == '\\' ? numberIn<unsigned>(word.substr(i + 1, 3), 8) : std::nullopt;
        const bool whole = octal && i + 3 < word.size() && *octal < 256;
        text += whole ? char(*octal) : word[i];
        i += whole ? 3 : 0;
    }
    return text;
}

bool holds(std::string_view place, std::string_view path)
{
    return place == "/" || path == place || (path.starts_with(place) && path[place.size()] == '/');
}

} // namespace

std::optional<Mounted> mountedAt(std::string_view text, std::string_view path)
{
    std::optional<Mounted> found;
    std::size_t longest = 0;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        const std::string device = unescaped(takeWord(line)), place = unescaped(takeWord(line));
        const std::string type(takeWord(line));
        if (type.empty() || !place.starts_with('/') || place.size() < longest || !holds(place, path))
            continue;
        longest = place.size();
        found = {device, type};
    }
    return found;
}

} // namespace patchbay
