// SPDX-License-Identifier: BSD-2-Clause
#include "views/choice_card.h"

#include "look/metrics.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QRadioButton>
#include <QStyle>

namespace patchbay::views {

using namespace Qt::StringLiterals;

ChoiceCard::ChoiceCard(const QString &title, const QString &tag, const QString &about, QWidget *parent)
    : QFrame(parent)
    , m_radio(new QRadioButton(title, this))
{
    setObjectName(u"choice"_s);
    m_radio->setFont(look::font(look::Face::Bold));
    m_radio->setAccessibleDescription(about);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_radio);
    if (!tag.isEmpty()) {
        auto *pill = new Pill(this);
        pill->show(tag, look::Tone::Ok);
        head->addWidget(pill);
    }
    head->addStretch();
    QLabel *words = label(about, "secondary", this);
    words->setWordWrap(true);
    words->setContentsMargins(look::besideMark(), 0, 0, 0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 9);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(words);
    connect(m_radio, &QRadioButton::toggled, this, &ChoiceCard::mark);
    mark(false);
}

void ChoiceCard::mark(bool chosen)
{
    setProperty("chosen", chosen);
    style()->unpolish(this);
    style()->polish(this);
}

void ChoiceCard::mouseReleaseEvent(QMouseEvent *event)
{
    QFrame::mouseReleaseEvent(event);
    m_radio->setChecked(true);
    m_radio->setFocus();
}

} // namespace patchbay::views
