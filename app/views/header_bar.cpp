// SPDX-License-Identifier: BSD-2-Clause
#include "views/header_bar.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"
#include "models/finding_model.h"
#include "models/text.h"
#include "views/host_words.h"
#include "views/widgets.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;

namespace {

constexpr std::string_view rebootNeeded = "reboot needed";

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
    constexpr int gap = 6; // Qt leaves hardly any between words and picture
    const int width = count > 9 ? 26 : 20;
    QPixmap mark(QSize(gap + width, 18) * ratio);
    mark.setDevicePixelRatio(ratio);
    mark.fill(Qt::transparent);
    QPainter painter(&mark);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = palette[Token::AccentText];
    ground.setAlphaF(0.22f);
    painter.setBrush(ground);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(QRectF(gap, 0, width, 18), 9, 9);
    painter.setFont(look::font(look::Face::SmallBold));
    painter.setPen(palette[Token::AccentText]);
    painter.drawText(QRectF(gap, 0, width, 18), Qt::AlignCenter, QString::number(count));
    return mark;
}

} // namespace

HeaderBar::HeaderBar(const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel(Qt::AlignLeft, this))
    , m_about(new ElidedLabel(Qt::AlignLeft, this))
{
    setObjectName(u"header"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_name->setObjectName(u"hostName"_s);
    m_name->setProperty("role", u"title"_s);
    setFixedHeight(look::px(look::headerHeight));
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addStretch();
    names->addWidget(m_name);
    names->addWidget(m_about);
    names->addStretch();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    m_badges = new QWidget(this);
    m_badgeRow = new QHBoxLayout(m_badges);
    m_badgeRow->setContentsMargins(12, 0, 0, 0);
    m_badgeRow->setSpacing(8);
    m_badgeRow->setAlignment(Qt::AlignLeft);
    m_badges->installEventFilter(this);
    m_badges->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addLayout(names);
    row->addWidget(m_badges, 1);
    row->addWidget(mirror(actions.undo, "icon", "undo"));
    row->addWidget(mirror(actions.redo, "icon", "redo"));
    row->addWidget(mirror(actions.discard, "", "discard"));
    m_review = mirror(actions.review, "primary", "review");
    m_review->setLayoutDirection(Qt::RightToLeft); // the count stands after the words
    row->addWidget(m_review);
    connect(actions.review, &QAction::changed, this, &HeaderBar::dressReview); // after mirror(): it follows first
    dressReview();
}

QSize HeaderBar::minimumSizeHint() const
{
    return {480, look::px(look::headerHeight)};
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
    m_name->setText(!session                          ? tr("No host")
                    : snapshot && !snapshot->name.empty() ? models::text(snapshot->name)
                                                          : nameOfSpec(session->spec()));
    m_about->setText(snapshot ? aboutHost(*snapshot) : QString());
    m_about->setVisible(snapshot && !m_about->text().isEmpty());
    m_changes = session ? client::changeCount(session->hostPlan(), session->plan()) : 0;
    showBadges(session);
    dressReview();
}

void HeaderBar::showBadges(const client::Session *session)
{
    // Pills are kept and used again: this also runs while Qt walks over all widgets to dress them anew, and what it walks
    // over must not be deleted.
    qsizetype used = 0;
    const auto add = [&](const QString &text, models::Meaning meaning, const QString &icon, const QString &tip) {
        if (used == m_pills.size()) {
            m_pills.append(new Pill(m_badges));
            m_badgeRow->addWidget(m_pills.back());
        }
        m_pills[used++]->show(text, toneOf(meaning), icon, tip);
    };
    if (session && session->state() == client::Session::State::Failed)
        add(failedWords(*session), models::Meaning::Block, u"block"_s, session->problem());
    // What a trial boot has tried already is not in the boot files before it is kept: no boot is needed for it.
    const bool tries = session && session->trial().phase() == client::TrialClock::Phase::Running;
    if (const wire::Snapshot *snapshot = session ? session->snapshot().get() : nullptr) {
        for (const wire::HostBadge &badge : snapshot->badges) {
            if (tries && badge.text == rebootNeeded)
                continue;
            const models::Meaning meaning = models::meaningOf(badge.state);
            const QString icon = meaning == models::Meaning::Good    ? u"check"_s
                                 : meaning == models::Meaning::Warn  ? u"warning"_s
                                 : meaning == models::Meaning::Block ? u"block"_s
                                                                     : QString();
            add(models::text(badge.text), meaning, icon, models::text(badge.detail));
        }
        if (snapshot->readOnly)
            add(tr("look only"), models::Meaning::Plain, u"lock"_s, models::text(*snapshot->readOnly));
        const bool said = std::ranges::any_of(snapshot->badges, [](const wire::HostBadge &badge) { return badge.text == rebootNeeded; });
        if (snapshot->rebootNeeded && !said && !tries)
            add(tr("reboot needed"), models::Meaning::Warn, u"reboot"_s,
                tr("The boot files say other than the running kernel does."));
    }
    m_used = used;
    fitBadges();
}

void HeaderBar::fitBadges()
{
    int room = m_badges->width() - m_badgeRow->contentsMargins().left();
    for (qsizetype i = 0; i < m_pills.size(); ++i) {
        room -= m_pills[i]->sizeHint().width();
        m_pills[i]->setVisible(i < m_used && room >= 0);
        room -= m_badgeRow->spacing();
    }
}

void HeaderBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (ElidedLabel *each : {m_name, m_about})
        each->setMaximumWidth(width() * 32 / 100);
    fitBadges();
}

bool HeaderBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_badges && event->type() == QEvent::Resize)
        fitBadges();
    return QWidget::eventFilter(watched, event);
}

void HeaderBar::dressReview()
{
    m_review->setIcon(m_changes > 0 && m_review->isEnabled() ? QIcon(countMark(m_changes, devicePixelRatioF())) : QIcon());
    m_review->setIconSize({m_changes > 9 ? 32 : 26, 18});
    m_review->updateGeometry();
    m_review->setAccessibleDescription(models::counted(m_changes, tr("%1 change"), tr("%1 changes")));
}

void HeaderBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dressReview();
}

} // namespace patchbay::views
