// SPDX-License-Identifier: BSD-2-Clause
#include "views/drag_chip.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"

#include <QDropEvent>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QPainter>

namespace patchbay::views {

QPixmap dragChip(const QString &caption, const QString &kind, qreal ratio)
{
    const QFont font = look::font(look::Face::Bold);
    const QSize size(QFontMetrics(font).horizontalAdvance(caption) + look::px(42), look::px(27));
    QPixmap chip(size * ratio);
    chip.setDevicePixelRatio(ratio);
    chip.fill(Qt::transparent);
    QPainter painter(&chip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look::palette()[look::Token::Accent]);
    painter.drawRoundedRect(QRectF(QPointF(0, 0), QSizeF(size)), 5, 5);
    painter.drawPixmap(look::px(9), look::px(5), look::pixmap(look::iconOfKind(kind), look::Token::AccentText, look::px(16), ratio));
    painter.setFont(font);
    painter.setPen(look::palette()[look::Token::AccentText]);
    painter.drawText(QRect(look::px(31), 0, size.width() - look::px(34), size.height()), Qt::AlignVCenter, caption);
    return chip;
}

bool letGo(const QDropEvent &drop)
{
    // Elsewhere the system decides when a drag ends, and what is then said of buttons may be old.
    return drop.buttons() == Qt::NoButton || QGuiApplication::platformName() != QLatin1StringView("xcb");
}

} // namespace patchbay::views
