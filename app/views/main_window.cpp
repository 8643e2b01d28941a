// SPDX-License-Identifier: BSD-2-Clause
#include "views/main_window.h"

#include "client/plan_changes.h"
#include "look/metrics.h"
#include "models/board_model.h"
#include "models/host_model.h"
#include "models/text.h"
#include "models/topology_model.h"
#include "views/banner.h"
#include "views/board_panel.h"
#include "views/carry.h"
#include "views/context_menus.h"
#include "views/details_view.h"
#include "views/guest_jobs.h"
#include "views/header_bar.h"
#include "views/host_jobs.h"
#include "views/host_panel.h"
#include "views/host_words.h"
#include "views/outcome_panel.h"
#include "views/sheet.h"
#include "views/status_line.h"
#include "views/topology_panel.h"
#include "views/trial_bar.h"
#include "views/trial_words.h"
#include "views/window_actions.h"
#include "views/window_memory.h"

#include <QMenuBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using client::Session;

MainWindow::MainWindow(client::HostBook *book)
    : m_book(book)
    , m_hostModel(new models::HostModel(this))
    , m_topologyModel(new models::TopologyModel(this))
    , m_boardModel(new models::BoardModel(this))
    , m_carry(new Carry(m_boardModel, this))
    , m_actions(new WindowActions(this))
    , m_header(new HeaderBar({m_actions->undo, m_actions->redo, m_actions->discard, m_actions->review}, this))
    , m_trial(new TrialBar(this))
    , m_banner(new Banner(this))
    , m_hosts(new HostPanel(m_hostModel, this))
    , m_topology(new TopologyPanel(m_topologyModel, m_carry, this))
    , m_board(new BoardPanel(m_boardModel, m_carry, this))
    , m_outcome(new OutcomePanel(this))
    , m_status(new StatusLine(this))
    , m_hostJobs(new HostJobs(this))
    , m_guestJobs(new GuestJobs(this))
    , m_menus(new ContextMenus(this))
{
    setObjectName(u"window"_s);
    setWindowTitle(tr("Patchbay"));
    setAcceptDrops(true);
    lay();
    wire();
    wireActions();
    listHosts();
    showState();
    recall(*this);
}

MainWindow::~MainWindow()
{
    // Views go before the models they show, and sheets before the window they hang in front of.
    if (m_session)
        m_session->disconnect(this);
    qDeleteAll(findChildren<Sheet *>());
    delete takeCentralWidget();
}

void MainWindow::lay()
{
    m_actions->fill(menuBar());
    const auto split = [this](Qt::Orientation way, const QString &name, std::initializer_list<QWidget *> parts) {
        auto *splitter = new QSplitter(way, this);
        splitter->setObjectName(name);
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
        for (QWidget *part : parts)
            splitter->addWidget(part);
        return splitter;
    };
    QSplitter *top = split(Qt::Horizontal, u"split-board"_s, {m_topology, m_board});
    QSplitter *right = split(Qt::Vertical, u"split-outcome"_s, {top, m_outcome});
    QSplitter *all = split(Qt::Horizontal, u"split-hosts"_s, {m_hosts, right});
    top->setSizes({730, 498});
    right->setSizes({575, 213});
    const int hosts = qMin(look::px(look::sidebarWidth), 320); // so that its buttons keep their words where text is large
    all->setSizes({hosts, 1440 - hosts});
    // Names need the width more than cells do: where the window is narrow, both give some.
    top->setStretchFactor(0, 3);
    top->setStretchFactor(1, 2);
    right->setStretchFactor(0, 1);
    all->setStretchFactor(1, 1);

    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_trial);
    column->addWidget(m_banner);
    column->addWidget(all, 1);
    setCentralWidget(centre);
    setStatusBar(m_status);
    m_outcome->setMinimumHeight(120);
}

QSplitter *MainWindow::splitter(const QString &name) const
{
    return findChild<QSplitter *>(name);
}

void MainWindow::openHost(const QString &spec)
{
    if (m_session && m_session->spec() == spec)
        return m_session->open();
    if (m_session)
        m_session->disconnect(this);
    m_session = m_book->session(spec);
    m_book->setLast(spec);
    m_hosts->select(spec);
    m_banner->hide();
    m_lostBy.clear();
    m_logDue = true;
    m_outcome->forgetOutputs();
    m_looking.clear();
    m_outcome->details()->showNothing();
    tell({});
    wireSession();
    m_session->open();
    showState();
    showSnapshot();
    showEndedTrial();
}

void MainWindow::listHosts()
{
    m_hostModel->setHosts(hostRows(*m_book));
    for (const client::HostBook::Host &host : m_book->hosts())
        markHost(host.spec);
    if (m_session)
        m_hosts->select(m_session->spec());
}

void MainWindow::markHost(const QString &spec)
{
    if (const Session *session = m_book->existing(spec)) {
        const HostMark mark = hostMark(*session);
        m_hostModel->setState(spec, mark.name, mark.state, mark.meaning);
    }
}

void MainWindow::showState()
{
    m_header->show(m_session);
    m_topology->show(m_session);
    m_status->show(m_session);
    m_trial->show(m_session);
    m_board->showRun();
    m_actions->follow(m_session, m_board->guest());
    m_logDue = m_logDue || (m_session && m_session->state() == Session::State::Connecting);
    const bool lost = m_session && m_session->snapshot() && m_session->state() == Session::State::Failed;
    const QString lostBy = lost ? m_session->problem() : QString();
    const QString before = std::exchange(m_lostBy, lostBy);
    const bool told = m_session && m_session->trial().phase() != client::TrialClock::Phase::None; // by the trial's strip
    if (lost && lostBy != before && !told)
        m_banner->say(tr("The connection to %1 is lost; what you see is what was read last. %2 Your plan is kept.")
                          .arg(models::text(m_session->snapshot()->name), lostBy),
                      tr("Reconnect"), [this] { m_session->reopen(); });
    else if (!before.isEmpty() && !lost)
        m_banner->hide();
    setWindowTitle(m_session && m_session->snapshot() ? tr("%1 – Patchbay").arg(models::text(m_session->snapshot()->name))
                                                      : tr("Patchbay"));
}

void MainWindow::showSnapshot()
{
    const auto snapshot = m_session ? m_session->snapshot() : Session::Snapshot();
    m_topologyModel->setSnapshot(snapshot);
    m_boardModel->setSnapshot(snapshot);
    showState();
    showPlan();
    if (!m_looking.isEmpty())
        look(m_looking);
}

void MainWindow::showPlan()
{
    m_board->show(m_session);
    m_header->show(m_session);
    if (m_session)
        m_topologyModel->setPending(client::movedFunctions(m_session->hostPlan(), m_session->plan()));
    m_actions->follow(m_session, m_board->guest());
    if (m_logDue && !m_board->guest().isEmpty()) {
        m_logDue = false;
        m_guestJobs->readLog(m_board->guest());
    }
    showPreview();
}

void MainWindow::showPreview()
{
    m_outcome->show(m_session, m_board->guest());
    if (m_session && m_session->preview())
        m_boardModel->setFindings(m_session->preview()->findings);
    m_actions->follow(m_session, m_board->guest());
    m_status->show(m_session);
}

void MainWindow::showTrial()
{
    m_trial->show(m_session);
    m_actions->follow(m_session, m_board->guest());
    m_hostJobs->trialChanged();
}

void MainWindow::showEndedTrial()
{
    if (!m_session || !m_session->endedTrial() || !m_session->snapshot())
        return;
    complain(endedWords(models::text(m_session->snapshot()->name), *m_session->endedTrial()));
    m_session->forgetEndedTrial();
}

QString MainWindow::leftAlone() const
{
    QStringList lines;
    for (const client::HostBook::Host &host : m_book->hosts()) {
        const Session *session = m_book->existing(host.spec);
        if (!session || session->trial().phase() != client::TrialClock::Phase::Running)
            continue;
        const TrialWords said = trialWords(*session);
        lines.append(tr("%1: %2 left. %3").arg(session->snapshot() ? models::text(session->snapshot()->name) : host.spec, said.count, said.about));
    }
    return lines.join(u"\n\n"_s);
}

void MainWindow::tell(const QString &what)
{
    m_status->tell(what);
}

void MainWindow::complain(const QString &problem)
{
    m_banner->say(problem);
    tell({}); // what the line below said before is over; the same words twice help nobody
}

} // namespace patchbay::views
