// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

namespace patchbay::test {

/// A model as text, a line per row: two spaces per level, columns joined by " | ". For one comparison of the whole.
inline void printRows(const QAbstractItemModel &model, const QModelIndex &parent, int depth, QStringList &lines)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column)
            cells.append(model.index(row, column, parent).data().toString());
        lines.append(QString(depth * 2, QLatin1Char(' ')) + cells.join(QStringLiteral(" | ")));
        printRows(model, model.index(row, 0, parent), depth + 1, lines);
    }
}

inline QString printModel(const QAbstractItemModel &model)
{
    QStringList lines;
    printRows(model, {}, 0, lines);
    lines.append(QString());
    return lines.join(QLatin1Char('\n'));
}

} // namespace patchbay::test
