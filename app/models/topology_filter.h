// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QString>

#include <span>
#include <string>
#include <vector>

namespace patchbay::models {

/// Finds functions by what is written in their row. Every word of the filter must occur, in any column, whatever its
/// case. Built once per snapshot, so that a keystroke only searches.
class TopologyFilter
{
public:
    TopologyFilter() = default;
    explicit TopologyFilter(std::span<const wire::Function> functions);

    /// One flag per function. An empty filter matches all.
    [[nodiscard]] std::vector<char> matches(const QString &filter) const;

private:
    std::string m_text;                ///< all rows, lower case, one after the other
    std::vector<std::size_t> m_starts; ///< one more than there are rows
};

} // namespace patchbay::models
