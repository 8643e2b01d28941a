// SPDX-License-Identifier: BSD-2-Clause
#include "views/banner.h"

#include "look/icons.h"
#include "views/announce.h"
#include "views/widgets.h"

#include <QHBoxLayout>

#include <utility>

namespace patchbay::views {

using namespace Qt::StringLiterals;

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_words(label({}, "", this))
    , m_action(button({}, "", "bannerAction", this))
{
    setObjectName(u"banner"_s);
    m_words->setObjectName(u"bannerWords"_s);
    m_words->setWordWrap(true);
    QPushButton *close = button({}, "link", "bannerClose", this);
    close->setIcon(look::icon(u"cross"_s));
    close->setAccessibleName(tr("Dismiss"));
    close->setToolTip(tr("Dismiss"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 10, 6);
    row->setSpacing(10);
    row->addWidget(m_words, 1);
    row->addWidget(m_action);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto then = std::exchange(m_then, {}))
            then();
    });
    hide();
}

void Banner::say(const QString &text, const QString &action, std::function<void()> then)
{
    m_then = std::move(then);
    setAccessibleName(text);
    m_words->setText(text);
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    show();
    announce(this, text);
}

} // namespace patchbay::views
