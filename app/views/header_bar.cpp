// SPDX-License-Identifier: BSD-2-Clause
#include "views/header_bar.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"
#include "models/finding_model.h"
#include "models/text.h"
#include "views/widgets.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;

namespace {

QString aboutHost(const wire::Snapshot &snapshot)
{
    QStringList parts;
    parts.append((models::text(snapshot.system) + u' ' + models::text(snapshot.release)).trimmed());
    parts.append(models::text(snapshot.processor).simplified());
    if (snapshot.memory)
        parts.append(HeaderBar::tr("%1 GiB").arg(double(*snapshot.memory) / double(1 << 30), 0, 'f', 0));
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QPixmap countMark(int count, qreal ratio)
{
    const look::Palette &palette = look::palette();
    const int width = count > 9 ? 26 : 20;
    QPixmap mark(QSize(width, 18) * ratio);
    mark.setDevicePixelRatio(ratio);
    mark.fill(Qt::transparent);
    QPainter painter(&mark);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = palette[Token::AccentText];
    ground.setAlphaF(0.22f);
    painter.setBrush(ground);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(0, 0, width, 18), 9, 9);
    painter.setFont(look::font(look::Face::SmallBold));
    painter.setPen(palette[Token::AccentText]);
    painter.drawText(QRectF(0, 0, width, 18), Qt::AlignCenter, QString::number(count));
    return mark;
}

} // namespace

HeaderBar::HeaderBar(const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_name(label({}, "title", this))
    , m_about(label({}, "secondary", this))
    , m_badgeRow(new QHBoxLayout)
{
    setObjectName(u"header"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_name->setObjectName(u"hostName"_s);
    setFixedHeight(look::headerHeight);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addStretch();
    names->addWidget(m_name);
    names->addWidget(m_about);
    names->addStretch();
    m_badgeRow->setSpacing(8);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    row->addLayout(names);
    row->addSpacing(20);
    row->addLayout(m_badgeRow);
    row->addStretch();
    row->addWidget(mirror(actions.undo, "icon", "undo"));
    row->addWidget(mirror(actions.redo, "icon", "redo"));
    row->addWidget(mirror(actions.discard, "", "discard"));
    m_review = mirror(actions.review, "primary", "review");
    m_review->setLayoutDirection(Qt::RightToLeft); // the count stands after the words
    row->addWidget(m_review);
    dressReview();
}

QSize HeaderBar::minimumSizeHint() const
{
    return {480, look::headerHeight};
}

QPushButton *HeaderBar::mirror(QAction *action, const char *role, const char *name)
{
    const bool iconOnly = qstrcmp(role, "icon") == 0;
    QPushButton *made = button(iconOnly ? QString() : action->text(), role, name, this);
    QString spoken = action->text();
    made->setAccessibleName(spoken.remove(u'&'));
    const auto follow = [made, action, iconOnly] {
        made->setEnabled(action->isEnabled());
        made->setToolTip(action->toolTip());
        if (iconOnly)
            made->setIcon(action->icon());
    };
    follow();
    connect(action, &QAction::changed, made, follow);
    connect(made, &QPushButton::clicked, action, &QAction::trigger);
    return made;
}

void HeaderBar::show(const client::Session *session)
{
    const wire::Snapshot *snapshot = session ? session->snapshot().get() : nullptr;
    m_name->setText(snapshot ? models::text(snapshot->name) : session ? session->spec() : tr("No host"));
    m_about->setText(snapshot ? aboutHost(*snapshot) : QString());
    m_about->setVisible(snapshot);
    m_changes = session ? client::changeCount(session->hostPlan(), session->plan()) : 0;
    showBadges(session);
    dressReview();
}

void HeaderBar::showBadges(const client::Session *session)
{
    qDeleteAll(m_pills);
    m_pills.clear();
    const wire::Snapshot *snapshot = session ? session->snapshot().get() : nullptr;
    if (!snapshot)
        return;
    const auto add = [this](const QString &text, models::Meaning meaning, const QString &icon, const QString &tip) {
        auto *pill = new Pill(this);
        pill->show(text, toneOf(meaning), icon, tip);
        m_badgeRow->addWidget(pill);
        m_pills.append(pill);
    };
    for (const wire::HostBadge &badge : snapshot->badges) {
        const models::Meaning meaning = models::meaningOf(badge.state);
        const QString icon = meaning == models::Meaning::Good    ? u"check"_s
                             : meaning == models::Meaning::Warn  ? u"warning"_s
                             : meaning == models::Meaning::Block ? u"block"_s
                                                                 : QString();
        add(models::text(badge.text), meaning, icon, models::text(badge.detail));
    }
    if (snapshot->readOnly)
        add(tr("look only"), models::Meaning::Plain, u"lock"_s, models::text(*snapshot->readOnly));
    if (snapshot->rebootNeeded)
        add(tr("reboot needed"), models::Meaning::Warn, u"reboot"_s,
            tr("The boot files say other than the running kernel does."));
}

void HeaderBar::dressReview()
{
    m_review->setIcon(m_changes > 0 ? QIcon(countMark(m_changes, devicePixelRatioF())) : QIcon());
    m_review->setIconSize({m_changes > 9 ? 26 : 20, 18});
    m_review->setAccessibleDescription(models::counted(m_changes, tr("%1 change"), tr("%1 changes")));
}

void HeaderBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dressReview();
}

} // namespace patchbay::views
