// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "look/palette.h"

#include <QRect>
#include <QString>

class QPainter;

namespace patchbay::look {

/// Where something of that width starts that is `left` from the leading edge: mirrored where text runs from right to left.
int leading(const QPainter &painter, const QRect &row, int left, int width);

/// Width a badge with that text needs, in device-independent pixels.
int badgeWidth(const QString &text);

/// As much of the text as a badge of that width has room for; empty: not even one letter.
QString badgeText(const QString &text, int width);

/// Paints an 18 px badge, its left edge at `left`, centred on `row` vertically. Returns the x right of it.
int paintBadge(QPainter &painter, int left, const QRect &row, const QString &text, Tone tone);

/// A rounded cell: ground, edge (may be dashed) of 1 or 2 px.
struct CellPaint
{
    QColor ground;
    QColor edge;
    bool dashed = false;
    bool hatched = false;
    int width = 1;
};
void paintCell(QPainter &painter, const QRect &rect, const CellPaint &how);

} // namespace patchbay::look
