// SPDX-License-Identifier: BSD-2-Clause
#include "text/diff_rows.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace patchbay::text {

namespace {

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    if (!lines.isEmpty() && lines.back().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace

QList<DiffRow> diffRows(const std::optional<QString> &before, const QString &diff)
{
    static const QRegularExpression hunk(QStringLiteral("^@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)"));
    const QStringList old = linesOf(before.value_or(QString()));
    QList<DiffRow> rows;
    qsizetype at = 0; // next line of the old file
    int number = 1;   // of the new file
    const auto copyTo = [&](qsizetype end) {
        for (end = std::min(end, old.size()); at < end; ++at)
            rows.append({DiffRow::Kind::Same, number++, old[at]});
    };
    bool inside = false;
    for (const QString &line : linesOf(diff)) {
        if (const auto match = hunk.match(line); match.hasMatch()) {
            // An empty range names the line before it.
            const qsizetype start = match.captured(1).toLongLong() - (match.captured(2) == QStringLiteral("0") ? 0 : 1);
            copyTo(start);
            inside = true;
            continue;
        }
        if (!inside || line.isEmpty() || line.startsWith(QLatin1Char('\\')))
            continue;
        const QString text = line.mid(1);
        if (line[0] == QLatin1Char('+')) {
            rows.append({DiffRow::Kind::Added, number++, text});
        } else if (line[0] == QLatin1Char('-')) {
            rows.append({DiffRow::Kind::Removed, int(++at), text});
        } else if (line[0] == QLatin1Char(' ')) {
            rows.append({DiffRow::Kind::Same, number++, text});
            ++at;
        }
    }
    copyTo(old.size());
    return rows;
}

} // namespace patchbay::text
