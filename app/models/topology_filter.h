// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QString>

#include <span>
#include <string>
#include <vector>

namespace patchbay::models {

/// Finds functions by what is written in their row. Every word of the filter must occur, in any column, whatever its
/// case; "two words" in quotes are one, -word must not occur, and driver: kind: group: held: vendor: device: class: and name: look into that
/// column only. Built once per snapshot, so that a keystroke only searches.
class TopologyFilter
{
public:
    TopologyFilter() = default;
    explicit TopologyFilter(std::span<const wire::Function> functions, std::span<const wire::Standing> standings = {});

    /// One flag per function. An empty filter matches all.
    [[nodiscard]] std::vector<char> matches(const QString &filter) const;

private:
    /// Rows with the needle; `key`: in that field only, which with `whole` must be nothing else.
    [[nodiscard]] std::vector<char> rowsWith(const std::string &needle, const std::string &key, bool whole) const;
    [[nodiscard]] const char *next(const char *at, const std::string &words) const;

    std::string m_text;                ///< all rows, lower case, one after the other
    std::vector<std::size_t> m_starts; ///< one more than there are rows
};

} // namespace patchbay::models
