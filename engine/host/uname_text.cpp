// SPDX-License-Identifier: BSD-2-Clause
#include "host/uname_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <vector>

namespace patchbay {

namespace {

bool startsWithDigit(std::string_view word) { return !word.empty() && word[0] >= '0' && word[0] <= '9'; }

std::vector<std::string> wordsOf(std::string_view line)
{
    std::vector<std::string> words;
    for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
        const std::string_view word = line.substr(0, line.find_first_of(" \t"));
        words.emplace_back(word);
        line.remove_prefix(word.size());
    }
    return words;
}

} // namespace

Result<Uname> parseUname(std::string_view text, std::string_view source)
{
    Lines lines(text);
    std::string_view line;
    while (lines.next(line) && trimmed(line).empty()) { }
    std::vector<std::string> words = wordsOf(line);
    if (words.size() > 3 && words.back() == "GNU/Linux")
        words.pop_back();

    // Without -a there is no host name: the release stands second. A host's name may begin with a digit as well.
    const bool brief = words.size() <= 3 && words.size() > 1 && startsWithDigit(words[1]);
    const std::size_t release = brief ? 1 : 2;
    if (words.size() <= release || !startsWithDigit(words[release]))
        return fail("this is not what uname prints", std::string(source) + ":" + std::to_string(std::max<std::size_t>(lines.number(), 1)));
    Uname uname{.system = words[0], .host = brief ? "" : words[1], .release = words[release], .machine = {}};
    if (words.size() > release + 1)
        uname.machine = words.back();
    return uname;
}

} // namespace patchbay
