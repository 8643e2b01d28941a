// SPDX-License-Identifier: BSD-2-Clause
#include "views/scroll_body.h"

#include <QApplication>
#include <QEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace patchbay::views {

ScrollBody::ScrollBody(int least, QWidget *parent)
    : QScrollArea(parent)
    , m_column(new QVBoxLayout)
    , m_least(least)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // what is in it takes the focus
    auto *inside = new QWidget(this);
    inside->setLayout(m_column);
    m_column->setContentsMargins(0, 0, 0, 0);
    setWidget(inside);
    inside->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (now && widget()->isAncestorOf(now))
            ensureWidgetVisible(now, 0, 8);
    });
}

void ScrollBody::planFor(int width)
{
    m_width = width;
    tell();
    place();
}

void ScrollBody::tell()
{
    const std::pair now(sizeHint(), minimumSizeHint());
    if (std::exchange(m_told, now) != now)
        updateGeometry();
}

QSize ScrollBody::sizeHint() const
{
    const int width = m_width > 0 ? m_width : m_column->sizeHint().width();
    return {width, m_column->hasHeightForWidth() ? m_column->totalHeightForWidth(width) : m_column->totalSizeHint().height()};
}

QSize ScrollBody::minimumSizeHint() const
{
    return {0, qMin(m_least, smallest(m_width > 0 ? m_width : m_column->sizeHint().width()))};
}

int ScrollBody::smallest(int width) const
{
    return m_column->hasHeightForWidth() ? m_column->totalMinimumHeightForWidth(width) : m_column->totalMinimumSize().height();
}

void ScrollBody::place()
{
    QSize room = maximumViewportSize();
    const int least = m_column->totalMinimumSize().width();
    const int bar = verticalScrollBar()->sizeHint().width();
    if (smallest(qMax(least, room.width())) > room.height())
        room.rwidth() -= bar;
    if (least > room.width())
        room.rheight() -= bar;
    const int width = qMax(least, room.width());
    widget()->resize(width, qMax(smallest(width), room.height()));
}

bool ScrollBody::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        place();
        tell();
    }
    return QScrollArea::eventFilter(watched, event);
}

void ScrollBody::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    place();
}

} // namespace patchbay::views
