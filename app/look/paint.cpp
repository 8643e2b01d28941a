// SPDX-License-Identifier: BSD-2-Clause
#include "look/paint.h"

#include "look/metrics.h"
#include "look/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

namespace patchbay::look {

namespace {

QFont badgeFont()
{
    return font(Face::SmallBold);
}

constexpr int badgePadding = 6;

void hatch(QPainter &painter, const QRectF &rect)
{
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(rect, cellRadius, cellRadius);
    painter.setClipPath(clip);
    QColor stripe = palette()[Token::Line];
    stripe.setAlphaF(0.6f);
    painter.setPen(QPen(stripe, 4));
    for (qreal x = rect.left() - rect.height(); x < rect.right(); x += 12)
        painter.drawLine(QPointF(x, rect.bottom() + 2), QPointF(x + rect.height() + 4, rect.top() - 2));
    painter.restore();
}

} // namespace

int leading(const QPainter &painter, const QRect &row, int left, int width)
{
    return painter.layoutDirection() == Qt::RightToLeft ? row.left() + row.right() + 1 - left - width : left;
}

int badgeWidth(const QString &text)
{
    return QFontMetrics(badgeFont()).horizontalAdvance(text) + 2 * px(badgePadding);
}

QString badgeText(const QString &text, int width)
{
    const QString shown = QFontMetrics(badgeFont()).elidedText(text, Qt::ElideRight, width - 2 * px(badgePadding));
    return shown == u"…" ? QString() : shown;
}

int paintBadge(QPainter &painter, int left, const QRect &row, const QString &text, Tone tone)
{
    const int width = badgeWidth(text);
    const QRectF box(leading(painter, row, left, width), row.center().y() - px(badgeHeight) / 2 + 1, width, px(badgeHeight));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tone == Tone::Plain ? QPen(palette()[Token::Line]) : QPen(Qt::NoPen));
    painter.setBrush(palette().ground(tone));
    const qreal inset = tone == Tone::Plain ? 0.5 : 0.0;
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), badgeRadius, badgeRadius);
    painter.setFont(badgeFont());
    painter.setPen(tone == Tone::Plain ? palette()[Token::TextSecondary] : palette().ink(tone));
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
    return left + width;
}

void paintCell(QPainter &painter, const QRect &rect, const CellPaint &how)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal inset = how.width / 2.0;
    const QRectF box = QRectF(rect).adjusted(inset, inset, -inset, -inset);
    painter.setPen(Qt::NoPen);
    painter.setBrush(how.ground);
    painter.drawRoundedRect(box, cellRadius, cellRadius);
    if (how.hatched)
        hatch(painter, box);
    QPen pen(how.edge, how.width);
    if (how.dashed)
        pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, cellRadius, cellRadius);
    painter.restore();
}

} // namespace patchbay::look
