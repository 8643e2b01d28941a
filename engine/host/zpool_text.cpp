// SPDX-License-Identifier: BSD-2-Clause
#include "host/zpool_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <array>
#include <optional>

namespace patchbay {

namespace {

struct Row
{
    std::size_t indent = 0;
    std::string_view name, state, rest;
};

constexpr std::array roles{"logs", "cache", "spares", "special", "dedup"};
constexpr std::array groupings{"mirror-", "raidz", "draid", "replacing-", "spare-", "indirect-", "hole-", "missing-", "root-"};

std::string_view firstWord(std::string_view text)
{
    return text.substr(0, text.find_first_of(" \t"));
}

bool isState(std::string_view word)
{
    static constexpr std::array states{"ONLINE", "DEGRADED", "FAULTED", "OFFLINE", "REMOVED", "UNAVAIL", "AVAIL", "INUSE"};
    return std::ranges::contains(states, word);
}

/// `stateColumn`: where the heading has STATE; the columns fit the longest name, and a name may hold blanks.
Row rowOf(std::string_view line, std::size_t stateColumn)
{
    Row row;
    line.remove_prefix(1); // the tab
    row.indent = std::min(line.find_first_not_of(' '), line.size());
    const bool aligned = stateColumn > row.indent && stateColumn < line.size() && line[stateColumn - 1] == ' ' &&
                         isState(firstWord(line.substr(stateColumn)));
    std::string_view state;
    if (aligned) {
        row.name = trimmed(line.substr(row.indent, stateColumn - row.indent));
        state = line.substr(stateColumn);
    } else {
        const std::string_view words = trimmed(line.substr(row.indent));
        row.name = firstWord(words);
        state = trimmed(words.substr(row.name.size()));
    }
    row.state = isState(firstWord(state)) ? firstWord(state) : std::string_view();
    row.rest = state;
    return row;
}

bool isGrouping(std::string_view name)
{
    return std::ranges::any_of(groupings, [&](std::string_view start) {
        return name.starts_with(start) && !name.contains('/') && name.find_first_of("0123456789") != std::string_view::npos;
    });
}

std::string wasOf(std::string_view rest)
{
    const std::size_t at = rest.find("was ");
    return at == std::string_view::npos ? std::string() : std::string(trimmed(rest.substr(at + 4)));
}

void addLeaves(const std::vector<Row> &rows, Pool &pool)
{
    std::string role = "data";
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const Row &row = rows[i];
        if (row.indent == 0) {
            // "logs" has no state, and the vdevs of that kind follow with one level less between them and the pool.
            role = std::ranges::contains(roles, row.name) ? row.name : "data";
            continue;
        }
        const bool above = i + 1 < rows.size() && rows[i + 1].indent > row.indent;
        if (above || row.name.empty() || isGrouping(row.name))
            continue;
        pool.leaves.push_back({std::string(row.name), std::string(row.state), role, wasOf(row.rest)});
    }
}

} // namespace

std::vector<Pool> parseZpool(std::string_view text)
{
    std::vector<Pool> pools;
    std::vector<Row> rows;
    std::optional<std::size_t> stateColumn;
    const auto finish = [&] {
        if (stateColumn && !pools.empty())
            addLeaves(rows, pools.back());
        rows.clear();
        stateColumn.reset();
    };
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        if (const std::string_view words = trimmed(line); words.starts_with("pool: ") && line.size() - words.size() < 3) {
            finish();
            pools.push_back({std::string(trimmed(words.substr(6))), {}});
        } else if (line.starts_with("\tNAME ") && line.contains(" STATE") && !pools.empty() && pools.back().leaves.empty()) {
            stateColumn = line.find(" STATE"); // less the tab, plus the blank
        } else if (stateColumn && line.starts_with('\t')) {
            rows.push_back(rowOf(line, *stateColumn));
        } else {
            finish();
        }
    }
    finish();
    return pools;
}

} // namespace patchbay
