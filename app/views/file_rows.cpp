// SPDX-License-Identifier: BSD-2-Clause
#include "views/file_rows.h"

#include "models/text.h"

namespace patchbay::views {

QList<text::DiffRow> fileRows(const std::vector<wire::FileChange> &files, bool named)
{
    QList<text::DiffRow> rows;
    for (const wire::FileChange &file : files) {
        if (named || files.size() > 1)
            rows.append({text::DiffRow::Kind::Heading, 0, models::text(file.path)});
        const auto before = file.before ? std::optional(models::text(*file.before)) : std::nullopt;
        rows += text::diffRows(before, models::text(file.diff));
    }
    return rows;
}

} // namespace patchbay::views
