// SPDX-License-Identifier: BSD-2-Clause
#include "views/trial_bar.h"

#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "models/text.h"
#include "views/trial_words.h"
#include "views/widgets.h"

#include <QEvent>
#include <QHBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using Phase = client::TrialClock::Phase;

TrialBar::TrialBar(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_count(label({}, "", this))
    , m_title(label({}, "bold", this))
    , m_about(label({}, "secondary", this))
    , m_compare(button(tr("Compare…"), "", "trialCompare", this))
    , m_back(button(tr("Go back…"), "danger", "trialBack", this))
    , m_extend(button(tr("10 more minutes"), "", "trialExtend", this))
    , m_keep(button(tr("Keep it"), "primary", "trialKeep", this))
    , m_reboot(button(tr("Reboot…"), "primary", "trialReboot", this))
    , m_reconnect(button(tr("Reconnect"), "primary", "trialReconnect", this))
{
    setObjectName(u"trialBar"_s);
    m_count->setObjectName(u"trialCount"_s);
    m_title->setObjectName(u"trialTitle"_s);
    m_about->setObjectName(u"trialAbout"_s);
    m_title->setWordWrap(true);
    m_about->setWordWrap(true);
    m_compare->setToolTip(tr("What was planned against what the host is now, function by function"));
    m_back->setToolTip(tr("The old boot files come back"));
    auto *said = new QHBoxLayout;
    said->setSpacing(10);
    said->addWidget(m_icon);
    said->addWidget(m_count);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_about);
    said->addLayout(words, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    for (QPushButton *each : {m_compare, m_back, m_extend, m_keep, m_reboot, m_reconnect})
        buttons->addWidget(each);
    m_row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_row->setContentsMargins(16, 8, 16, 8);
    m_row->setSpacing(12);
    m_row->addLayout(said, 1);
    m_row->addLayout(buttons);
    connect(m_compare, &QPushButton::clicked, this, &TrialBar::compareRequested);
    connect(m_back, &QPushButton::clicked, this, &TrialBar::backRequested);
    connect(m_extend, &QPushButton::clicked, this, &TrialBar::extendRequested);
    connect(m_keep, &QPushButton::clicked, this, &TrialBar::keepRequested);
    connect(m_reboot, &QPushButton::clicked, this, &TrialBar::rebootRequested);
    connect(m_reconnect, &QPushButton::clicked, this, &TrialBar::reconnectRequested);
    dress();
    hide();
}

void TrialBar::show(const client::Session *session)
{
    if (!session || session->trial().phase() == Phase::None)
        return hide();
    const TrialWords said = trialWords(*session);
    m_title->setText(said.title);
    const bool lost = session->state() == client::Session::State::Failed;
    const QString about = !lost ? said.about
                                : said.about + u' ' + tr("What you see is what was read last. %1 Your plan is kept.").arg(session->problem());
    m_about->setText(about);
    m_count->setText(said.count);
    m_count->setVisible(!said.count.isEmpty());
    // To who hears the window the minutes are news, the seconds are noise.
    const auto left = session->trial().left();
    const QString minutes = left ? models::counted((*left + 59) / 60, tr("%1 minute left"), tr("%1 minutes left")) : said.title;
    if (m_count->accessibleName() != minutes)
        m_count->setAccessibleName(minutes);
    if (accessibleName() != said.title) {
        setAccessibleName(said.title);
        setAccessibleDescription(about);
    }
    setToolTip(models::text(session->trial().trial().summary));
    showButtons(*session);
    setVisible(true);
}

void TrialBar::showButtons(const client::Session &session)
{
    const Phase phase = session.trial().phase();
    const bool running = phase == Phase::Running, waiting = phase == Phase::Waiting;
    const bool here = session.connected() && session.trial().left() != 0;
    // Of no use without a host: what is left to do is to reach it.
    const bool lost = session.state() == client::Session::State::Failed;
    for (QPushButton *each : {m_compare, m_extend, m_keep}) {
        each->setVisible(running && !lost);
        each->setEnabled(here);
    }
    m_back->setVisible((running || waiting) && !lost);
    m_back->setEnabled(here);
    m_reconnect->setVisible(lost);
    m_reboot->setVisible(waiting && !lost);
    m_reboot->setEnabled(here);
}

QWidget *TrialBar::entry() const
{
    for (QPushButton *each : {m_keep, m_reboot, m_reconnect, m_back}) {
        if (each->isVisible() && each->isEnabled())
            return each;
    }
    return nullptr;
}

void TrialBar::dress()
{
    QFont digits = look::font(look::Face::Mono);
    digits.setPixelSize(look::px(20));
    digits.setBold(true);
    m_count->setFont(digits);
    m_count->setMinimumWidth(QFontMetrics(digits).horizontalAdvance(u"00:00"_s));
    for (QLabel *words : {m_title, m_about}) // a label that wraps would give up its descenders
        words->setMinimumHeight(words->fontMetrics().height() + 2);
    m_icon->setPixmap(look::pixmap(u"timer"_s, look::Token::Warn, look::px(22), devicePixelRatioF()));
}

void TrialBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void TrialBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const bool narrow = width() < look::px(980);
    m_row->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace patchbay::views
