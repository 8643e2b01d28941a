// SPDX-License-Identifier: BSD-2-Clause
#include "host/mount_text.h"

#include "host/text_lines.h"

#include <algorithm>

namespace patchbay {

namespace {

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

bool isCount(std::string_view word)
{
    return numberIn<unsigned>(word).has_value();
}

bool isWord(std::string_view word)
{
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

} // namespace

bool MountLine::has(std::string_view option) const
{
    std::string_view rest = options;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        if (rest.substr(0, end) == option)
            return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

std::vector<MountLine> parseMounts(std::string_view text, bool loose)
{
    std::vector<MountLine> mounts;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        std::string_view words[7];
        std::size_t count = 0;
        while (count < 7 && !(words[count] = takeWord(line)).empty())
            ++count;
        const bool whole = count == 6 && isCount(words[4]) && isCount(words[5]);
        if ((loose ? count < 4 || words[0].starts_with('#') : !whole) || !isWord(words[2]))
            continue;
        MountLine mount{unescaped(words[0]), unescaped(words[1]), std::string(words[2]), std::string(words[3])};
        if (mount.place.starts_with('/') || (loose && mount.type == "swap"))
            mounts.push_back(std::move(mount));
    }
    return mounts;
}

const MountLine *holderOf(const std::vector<MountLine> &mounts, std::string_view path)
{
    const MountLine *found = nullptr;
    for (const MountLine &mount : mounts)
        if (holds(mount.place, path) && (!found || mount.place.size() >= found->place.size()))
            found = &mount;
    return found;
}

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
