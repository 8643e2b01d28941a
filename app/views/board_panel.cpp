// SPDX-License-Identifier: BSD-2-Clause
#include "views/board_panel.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "models/board_model.h"
#include "models/text.h"
#include "views/board_view.h"
#include "views/fading_tabs.h"
#include "views/widgets.h"
#include "views/window_actions.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Tone;

namespace {

QString memoryWords(std::uint64_t mebibytes)
{
    return mebibytes % 1024 == 0 ? BoardPanel::tr("%1 GiB").arg(mebibytes / 1024)
                                 : BoardPanel::tr("%1 MiB").arg(mebibytes);
}

} // namespace

BoardPanel::BoardPanel(models::BoardModel *model, Carry *carry, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_tabs(new FadingTabs(this))
    , m_strip(new QWidget(this))
    , m_state(new Pill(m_strip))
    , m_boot(new Pill(m_strip))
    , m_memory(new Pill(m_strip))
    , m_settings(button(tr("Settings"), "", "guestSettings", m_strip))
    , m_run(button(tr("Start"), "", "guestRun", m_strip))
    , m_pages(new QStackedWidget(this))
    , m_view(new BoardView(model, carry, this))
    , m_empty(new EmptyState(this))
{
    m_state->setObjectName(u"guestState"_s);
    m_tabs->setObjectName(u"guests"_s);
    m_tabs->setAccessibleName(tr("Guests"));
    m_tabs->setExpanding(false);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setDrawBase(false);
    m_tabs->setAcceptDrops(true);
    m_tabs->setChangeCurrentOnDrag(true); // from one guest's board to another's
    m_tabs->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    QPushButton *add = button({}, "link", "addGuest", this);
    add->setIcon(look::icon(u"plus"_s, look::Token::TextSecondary));
    add->setFixedWidth(look::px(32));
    add->setAccessibleName(tr("Add a guest"));
    add->setToolTip(tr("Add a guest"));
    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(12, 8, 12, 0);
    tabRow->setSpacing(2);
    tabRow->addWidget(m_tabs);
    tabRow->addWidget(add);
    tabRow->addStretch(1);

    m_strip->setObjectName(u"strip"_s);
    m_strip->setAttribute(Qt::WA_StyledBackground);
    m_strip->setFixedHeight(look::px(40));
    m_settings->setIcon(look::icon(u"settings"_s));
    auto *stripRow = new QHBoxLayout(m_strip);
    stripRow->setContentsMargins(12, 0, 12, 0);
    stripRow->setSpacing(8);
    for (Pill *pill : {m_state, m_boot, m_memory})
        stripRow->addWidget(pill);
    stripRow->addStretch();
    stripRow->addWidget(m_settings);
    stripRow->addWidget(m_run);

    auto *boardPage = new QWidget(this);
    auto *boardRow = new QVBoxLayout(boardPage);
    boardRow->setContentsMargins(8, 2, 8, 4);
    boardRow->addWidget(m_view);
    m_pages->addWidget(boardPage);
    m_pages->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tabRow);
    column->addWidget(m_strip);
    column->addWidget(m_pages, 1);
    setMinimumWidth(330);

    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        if (m_filling)
            return;
        showGuest();
        emit guestChosen(guest());
    });
    connect(add, &QPushButton::clicked, this, &BoardPanel::addRequested);
    connect(m_empty, &EmptyState::acted, this, &BoardPanel::addRequested);
    connect(m_settings, &QPushButton::clicked, this, [this] { emit settingsRequested(guest()); });
    connect(m_run, &QPushButton::clicked, this, [this] {
        const wire::GuestState *state = m_session ? m_session->guestState(models::bytes(guest())) : nullptr;
        const bool up = state && state->state != "stopped" && state->state != "failed";
        up ? emit stopRequested(guest()) : emit startRequested(guest());
    });
}

QString BoardPanel::guest() const
{
    return m_tabs->currentIndex() < 0 ? QString() : m_tabs->tabData(m_tabs->currentIndex()).toString();
}

void BoardPanel::chooseGuest(const QString &name)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->tabData(i).toString() == name)
            m_tabs->setCurrentIndex(i);
    }
}

void BoardPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitStrip();
}

void BoardPanel::fitStrip()
{
    // What is said elsewhere, too, gives way first.
    const auto needs = [this] {
        int width = 24;
        for (const QWidget *part : {static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_boot), static_cast<QWidget *>(m_memory),
                                    static_cast<QWidget *>(m_settings), static_cast<QWidget *>(m_run)})
            width += part->isHidden() ? 0 : part->sizeHint().width() + 8;
        return width;
    };
    m_settings->setText(tr("Settings"));
    m_boot->setVisible(true);
    m_memory->setVisible(true);
    if (needs() > width())
        m_settings->setText({});
    if (needs() > width())
        m_boot->hide();
    if (needs() > width())
        m_memory->hide();
}

void BoardPanel::stepGuest(int step)
{
    if (m_tabs->count() > 0)
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + step + m_tabs->count()) % m_tabs->count());
}

QWidget *BoardPanel::entry() const
{
    return m_view->isVisible() ? static_cast<QWidget *>(m_view) : findChild<QPushButton *>(u"addGuest"_s);
}

void BoardPanel::show(const client::Session *session)
{
    m_session = session;
    showTabs(session);
    showGuest();
}

void BoardPanel::showTabs(const client::Session *session)
{
    QStringList names;
    if (session) {
        for (const wire::Guest &guest : session->plan().guests)
            names.append(models::text(guest.name));
    }
    const QString before = guest();
    m_filling = true;
    while (m_tabs->count() > names.size())
        m_tabs->removeTab(m_tabs->count() - 1);
    for (int i = 0; i < names.size(); ++i) {
        if (i >= m_tabs->count())
            m_tabs->addTab(QString());
        // Measured bold, as it is when in front.
        QString shown = QFontMetrics(look::font(look::Face::Bold)).elidedText(names[i], Qt::ElideMiddle, look::px(130));
        m_tabs->setTabText(i, shown.replace(u"&"_s, u"&&"_s));
        m_tabs->setTabData(i, names[i]);
        m_tabs->setTabToolTip(i, names[i]);
    }
    constexpr int fit = 5; // the buttons take room even when they are not needed
    m_tabs->setUsesScrollButtons(m_tabs->count() > fit);
    const qsizetype at = names.indexOf(before);
    if (at >= 0)
        m_tabs->setCurrentIndex(int(at));
    m_filling = false;
}

void BoardPanel::showGuest()
{
    const wire::Guest *guest = m_session ? client::guestNamed(m_session->plan(), models::bytes(this->guest())) : nullptr;
    m_strip->setVisible(guest);
    m_tabs->setVisible(m_tabs->count() > 0);
    m_model->setGuest(guest ? std::optional(*guest) : std::nullopt);
    if (guest) {
        m_pages->setCurrentIndex(0);
        return showState();
    }
    m_pages->setCurrentIndex(1);
    if (m_session && m_session->snapshot())
        m_empty->say(u"guest"_s, tr("No guest yet"),
                     tr("A guest's board has 32 slots with 8 functions each. Add a guest, then drag PCI functions onto it."),
                     tr("Add a guest…"));
    else
        m_empty->say(u"guest"_s, tr("Guests appear here"), m_session ? tr("Once the host is read.") : tr("Open a host first."));
}

void BoardPanel::showState()
{
    const wire::Guest &guest = *m_model->guest();
    const wire::GuestState *state = m_session->guestState(guest.name);
    const std::string how = state ? state->state : "stopped";
    struct Word
    {
        const char *state;
        QString text, icon;
        Tone tone;
    };
    const Word words[] = {{"running", tr("running"), u"play"_s, Tone::Ok},
                          {"stopping", tr("stopping"), u"stop"_s, Tone::Warn},
                          {"held", tr("held, bhyve has gone"), u"warning"_s, Tone::Warn},
                          {"failed", tr("failed"), u"block"_s, Tone::Block},
                          {"stopped", tr("stopped"), u"stop"_s, Tone::Plain}};
    for (const Word &word : words) {
        if (how == word.state || &word == std::end(words) - 1) {
            m_state->show(word.text, word.tone, word.icon, state ? models::text(state->cause) : QString());
            break;
        }
    }
    const bool up = state && client::isUp(*state);
    m_boot->show(guest.boot == "uefi" ? tr("UEFI") : tr("bhyveload"), Tone::Plain);
    const QString memory = memoryWords(guest.memoryMiB);
    if (guest.wired)
        m_memory->show(tr("%1, wired").arg(memory), Tone::Ok, u"check"_s);
    else if (!guest.positions.empty())
        m_memory->show(tr("%1, not wired").arg(memory), Tone::Warn, u"warning"_s,
                       tr("Passthrough needs all guest memory wired."));
    else
        m_memory->show(memory, Tone::Plain);
    m_run->setText(up ? tr("Stop") : tr("Start"));
    m_run->setAccessibleName(up ? tr("Stop guest") : tr("Start guest"));
    m_run->setIcon(look::icon(up ? u"stop"_s : u"play"_s));
    showRun();
    fitStrip();
}

void BoardPanel::showRun()
{
    const QString still = whyNot(m_session);
    m_run->setEnabled(still.isEmpty());
    m_run->setToolTip(still);
    m_run->setAccessibleDescription(still);
}

} // namespace patchbay::views
