// SPDX-License-Identifier: BSD-2-Clause
#include "host/efibootmgr_text.h"

#include "host/text_lines.h"

namespace patchbay {

std::optional<std::string> bootPartition(std::string_view text)
{
    std::string_view line, current;
    for (Lines lines(text); lines.next(line);) {
        const std::string_view words = trimmed(line);
        if (words.starts_with("BootCurrent:"))
            current = trimmed(words.substr(12));
        const std::size_t at = line.find("Boot");
        // "+Boot0001* FreeBSD HD(1,GPT,...)/File(\efi\freebsd\loader.efi)"
        if (current.empty() || at > 2 || line.substr(at + 4, current.size()) != current)
            continue;
        const std::size_t start = line.find("HD("), end = line.find(')', start == std::string_view::npos ? 0 : start);
        if (start != std::string_view::npos && end != std::string_view::npos)
            return std::string(line.substr(start, end + 1 - start));
    }
    return std::nullopt;
}

} // namespace patchbay
