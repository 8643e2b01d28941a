// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Applies one file's unified diff to `before`, every line checked: nullopt where the diff does not fit. A second
/// opinion on our diffs, written from the format alone.
inline std::optional<std::string> applyPatch(std::string_view before, std::string_view diff)
{
    const auto takeLine = [](std::string_view &text) {
        const std::size_t newline = text.find('\n');
        const std::string_view line = text.substr(0, newline == std::string_view::npos ? newline : newline + 1);
        text.remove_prefix(line.size());
        return line;
    };
    std::string after;
    takeLine(diff);
    takeLine(diff);
    long line = 1;
    std::string_view rest = before;
    while (!diff.empty()) {
        const std::string_view head = takeLine(diff);
        if (!head.starts_with("@@ -"))
            return std::nullopt;
        char *end = nullptr;
        long start = std::strtol(head.data() + 4, &end, 10);
        long count = *end == ',' ? std::strtol(end + 1, nullptr, 10) : 1;
        for (start += count == 0; line < start; ++line)
            after += takeLine(rest);
        while (!diff.empty() && !diff.starts_with("@@")) {
            std::string_view text = takeLine(diff);
            const char mark = text.front();
            text.remove_prefix(1);
            if (diff.starts_with('\\')) {
                text.remove_suffix(1);
                takeLine(diff);
            }
            if (mark != '+' && (takeLine(rest) != text || (++line, --count) < 0))
                return std::nullopt;
            if (mark != '-')
                after += text;
        }
        if (count != 0)
            return std::nullopt;
    }
    return after.append(rest);
}
