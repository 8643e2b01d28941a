// SPDX-License-Identifier: BSD-2-Clause
#include "views/segments.h"

#include "look/metrics.h"
#include "views/widgets.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace patchbay::views {

using namespace Qt::StringLiterals;

Segments::Segments(const QString &accessibleName, const QList<Way> &ways, QWidget *parent)
    : QFrame(parent)
    , m_group(new QButtonGroup(this))
{
    setObjectName(u"segments"_s);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(1);
    int id = 0;
    for (const Way &way : ways) {
        QPushButton *segment = button(way.name, "segment", way.objectName, this);
        segment->setCheckable(true);
        segment->setChecked(id == 0);
        segment->setToolTip(way.tip);
        segment->setAccessibleDescription(way.tip);
        segment->installEventFilter(this);
        // The chosen one is bold: its width must not depend on being chosen.
        segment->setMinimumWidth(QFontMetrics(look::font(look::Face::Bold)).horizontalAdvance(way.name) + look::px(26));
        m_group->addButton(segment, id++);
        row->addWidget(segment);
    }
    connect(m_group, &QButtonGroup::idClicked, this, [this](int way) {
        showStop();
        emit picked(way);
    });
    showStop();
}

int Segments::chosen() const
{
    return m_group->checkedId();
}

void Segments::choose(int way)
{
    m_group->button(way)->setChecked(true);
    showStop();
}

void Segments::showStop()
{
    for (QAbstractButton *segment : m_group->buttons())
        segment->setFocusPolicy(segment->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
}

bool Segments::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int step = key == Qt::Key_Left || key == Qt::Key_Up      ? -1
                     : key == Qt::Key_Right || key == Qt::Key_Down ? 1
                                                                   : 0;
    if (step == 0)
        return QFrame::eventFilter(watched, event);
    const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
    const int count = int(m_group->buttons().size());
    QAbstractButton *next = m_group->button((chosen() + (sideways && mirrored ? -step : step) + count) % count);
    next->setFocus(Qt::TabFocusReason);
    next->click();
    return true;
}

} // namespace patchbay::views
