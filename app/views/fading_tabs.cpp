// SPDX-License-Identifier: BSD-2-Clause
#include "views/fading_tabs.h"

#include "look/metrics.h"
#include "look/theme.h"

#include <QPainter>
#include <QToolButton>

namespace patchbay::views {

FadingTabs::FadingTabs(QWidget *parent)
    : QTabBar(parent)
{
    setIconSize(QSize(look::px(look::iconSmall), look::px(look::iconSmall)));
}

void FadingTabs::paintEvent(QPaintEvent *event)
{
    QTabBar::paintEvent(event);
    const auto *back = findChild<QToolButton *>(QStringLiteral("ScrollLeftButton"));
    const auto *on = findChild<QToolButton *>(QStringLiteral("ScrollRightButton"));
    if (!back || !on || !back->isVisible())
        return;
    const QColor ground = look::palette()[look::Token::Panel];
    QColor clear = ground;
    clear.setAlpha(0);
    const int width = look::px(28), end = qMin(back->x(), on->x());
    QPainter painter(this);
    const auto fade = [&](int solid, int open) {
        QLinearGradient way(solid, 0, open, 0);
        way.setColorAt(0, ground);
        way.setColorAt(0.15, ground);
        way.setColorAt(1, clear);
        painter.fillRect(QRect(qMin(solid, open), 0, width, height()), way);
    };
    const bool mirrored = isRightToLeft();
    const int left = mirrored ? qMax(back->geometry().right(), on->geometry().right()) + 1 : 0, right = mirrored ? this->width() : end;
    if (const QRect current = tabRect(currentIndex()); current.left() >= left && current.right() < right)
        painter.setClipRegion(QRegion(rect()) - current); // a whole tab at the edge, and the one that is read
    if ((mirrored ? on : back)->isEnabled())
        fade(left, left + width);
    if ((mirrored ? back : on)->isEnabled())
        fade(right, right - width);
}

} // namespace patchbay::views
