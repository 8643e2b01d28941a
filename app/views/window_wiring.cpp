// SPDX-License-Identifier: BSD-2-Clause
// Who tells whom in the window.
#include "look/metrics.h"
#include "look/theme.h"
#include "models/board_model.h"
#include "models/finding_model.h"
#include "models/host_model.h"
#include "models/text.h"
#include "models/topology_model.h"
#include "views/banner.h"
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/context_menus.h"
#include "views/details_view.h"
#include "views/findings_view.h"
#include "views/guest_jobs.h"
#include "views/host_dialog.h"
#include "views/host_jobs.h"
#include "views/host_panel.h"
#include "views/host_shelf.h"
#include "views/lift_sheet.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/question.h"
#include "views/status_line.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/trial_bar.h"
#include "views/window_actions.h"
#include "views/window_help.h"
#include "views/window_memory.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QSplitter>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using client::Session;

void MainWindow::wire()
{
    connect(m_book, &client::HostBook::hostsChanged, this, &MainWindow::listHosts);
    connect(m_book, &client::HostBook::notKept, this, [this](const QString &path) {
        tell(tr("The list of hosts is forgotten when this window is closed: %1 could not be written").arg(path));
    });
    connect(m_book, &client::HostBook::sessionChanged, this, &MainWindow::markHost);
    connect(m_hosts, &HostPanel::chosen, this, &MainWindow::openHost);
    connect(m_hosts, &HostPanel::addRequested, this, &MainWindow::addHost);
    connect(m_hosts, &HostPanel::openRequested, this, &MainWindow::openDump);
    connect(m_hosts, &HostPanel::removeRequested, this, [this](const QString &spec) {
        if (m_session && m_session->spec() == spec)
            openHost(u"local"_s);
        m_book->remove(spec);
    });

    auto *shelf = new HostShelf(m_book, this);
    connect(m_hosts, &HostPanel::editRequested, shelf, &HostShelf::edit);
    connect(m_hosts, &HostPanel::duplicateRequested, shelf, &HostShelf::duplicate);
    connect(m_hosts, &HostPanel::detailsRequested, shelf, &HostShelf::details);
    connect(m_actions->importHosts, &QAction::triggered, shelf, [shelf] { shelf->import({}); });
    connect(m_actions->connection, &QAction::triggered, shelf, [this, shelf] {
        if (m_session)
            shelf->details(m_session->spec());
    });

    TopologyView *tree = m_topology->view();
    connect(tree, &TopologyView::looked, this, &MainWindow::look);
    connect(m_topology, &TopologyPanel::retryRequested, this, [this] {
        if (m_session)
            m_session->state() == Session::State::Failed ? m_session->reopen() : m_session->refresh();
    });
    const auto cancel = [this] {
        if (m_session)
            m_session->cancel();
    };
    connect(m_topology, &TopologyPanel::cancelRequested, this, cancel);
    connect(m_status, &StatusLine::cancelRequested, this, cancel);

    connect(m_board, &BoardPanel::guestChosen, this, [this](const QString &guest) {
        m_carry->guestChanged();
        showPreview();
        m_guestJobs->readLog(guest);
    });
    connect(m_board, &BoardPanel::addRequested, m_guestJobs, &GuestJobs::add);
    connect(m_board, &BoardPanel::settingsRequested, m_guestJobs, &GuestJobs::settings);
    connect(m_board, &BoardPanel::startRequested, m_guestJobs, &GuestJobs::start);
    connect(m_board, &BoardPanel::stopRequested, m_guestJobs, &GuestJobs::stop);
    connect(m_board->view(), &BoardView::looked, this, &MainWindow::look);
    connect(m_board->view(), &BoardView::left, tree, [tree] { tree->setFocus(Qt::OtherFocusReason); });

    connect(m_carry, &Carry::refused, this, &MainWindow::complain);
    connect(m_carry, &Carry::begun, this, [this] {
        m_banner->hide();
        if (m_carry->how() == Carry::How::Keyboard)
            tell(tr("Carrying %1: arrows move, Enter drops, Esc cancels.").arg(m_carry->caption()));
    });
    connect(m_carry, &Carry::ended, this, [this](bool dropped) {
        if (!dropped)
            tell({});
        else if (!m_carry->guard().empty())
            m_outcome->showPage(OutcomePanel::Findings); // where the guard is lifted
    });
    connect(m_outcome, &OutcomePanel::modePicked, this, [this](const std::string &mode) {
        if (m_session)
            m_session->setMode(mode);
    });
    connect(m_outcome->findingsView(), &FindingsView::subjectChosen, this, &MainWindow::choose);
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::showHint);
    connect(m_outcome->findingsView(), &FindingsView::fixRequested, this, &MainWindow::mend);
    connect(m_outcome->findingsView(), &FindingsView::liftRequested, this, &MainWindow::liftGuard);
}

void MainWindow::wireActions()
{
    const auto on = [this](QAction *action, auto &&then) { connect(action, &QAction::triggered, this, then); };
    on(m_actions->addHost, [this] { addHost(); });
    on(m_actions->openDump, [this] { openDump(); });
    on(m_actions->savePlan, [this] { m_hostJobs->savePlan(); });
    on(m_actions->loadPlan, [this] { m_hostJobs->loadPlan(); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->undo, [this] { m_session->undo(); });
    on(m_actions->redo, [this] { m_session->redo(); });
    on(m_actions->discard, [this] { m_session->discard(); });
    on(m_actions->review, [this] { m_hostJobs->review(); });
    for (QAction *mode : m_actions->modes)
        on(mode, [this, mode] { m_session->setMode(mode->data().toByteArray().toStdString()); });
    on(m_actions->release, [this] { m_carry->release(m_topology->view()->selectedMoves()); });
    on(m_actions->palette, [this] { openPalette(); });
    on(m_actions->copySelector, [this] { m_menus->copySelectors(); });
    on(m_actions->copySlashed, [this] { m_menus->copySlashed(); });
    on(m_actions->copyPptdevs, [this] { m_menus->copyPptdevs(); });
    on(m_actions->copyCommand, [this] { m_menus->copyCommand(); });
    on(m_actions->pasteDump, [this] { openText(QGuiApplication::clipboard()->text().toUtf8()); });
    on(m_actions->nextRegion, [this] { goToRegion(1); });
    on(m_actions->previousRegion, [this] { goToRegion(-1); });
    on(m_actions->nextGuest, [this] { m_board->stepGuest(1); });
    on(m_actions->previousGuest, [this] { m_board->stepGuest(-1); });
    on(m_actions->find, [this] {
        m_topology->filter()->setFocus(Qt::ShortcutFocusReason);
        m_topology->filter()->selectAll();
    });
    on(m_actions->refresh, [this] { m_session->refresh(); });
    on(m_actions->reconnect, [this] { m_session->reopen(); });
    on(m_actions->reboot, [this] { m_hostJobs->reboot(); });
    on(m_actions->verify, [this] { m_hostJobs->verify(); });
    on(m_actions->keep, [this] { m_hostJobs->keep(); });
    on(m_actions->extend, [this] { m_hostJobs->extend(); });
    on(m_actions->goBack, [this] { m_hostJobs->goBack(); });
    connect(m_trial, &TrialBar::keepRequested, m_hostJobs, &HostJobs::keep);
    connect(m_trial, &TrialBar::extendRequested, m_hostJobs, &HostJobs::extend);
    connect(m_trial, &TrialBar::backRequested, m_hostJobs, &HostJobs::goBack);
    connect(m_trial, &TrialBar::compareRequested, m_hostJobs, &HostJobs::verify);
    connect(m_trial, &TrialBar::rebootRequested, m_hostJobs, &HostJobs::reboot);
    connect(m_trial, &TrialBar::reconnectRequested, this, [this] { m_session->reopen(); });
    on(m_actions->history, [this] { m_hostJobs->history(); });
    on(m_actions->addGuest, [this] { m_guestJobs->add(); });
    on(m_actions->guestSettings, [this] { m_guestJobs->settings(m_board->guest()); });
    on(m_actions->guestStart, [this] { m_guestJobs->start(m_board->guest()); });
    on(m_actions->guestStop, [this] { m_guestJobs->stop(m_board->guest()); });
    on(m_actions->themeSystem, [] { chooseTheme(look::Choice::System); });
    on(m_actions->themeLight, [] { chooseTheme(look::Choice::Light); });
    on(m_actions->themeDark, [] { chooseTheme(look::Choice::Dark); });
    on(m_actions->larger, [this] { emit textSizeWanted(look::textSize() + 1); });
    on(m_actions->smaller, [this] { emit textSizeWanted(look::textSize() - 1); });
    on(m_actions->usual, [this] { emit textSizeWanted(0); });
    on(m_actions->help, [this] { showKeys(this); });
    on(m_actions->about, [this] { showAbout(this); });
    connect(m_actions->sidebar, &QAction::toggled, m_hosts, &QWidget::setVisible);
    connect(m_actions->outcome, &QAction::toggled, m_outcome, &QWidget::setVisible);
}

void MainWindow::wireSession()
{
    Session *session = m_session;
    m_carry->setSession(session);
    connect(session, &Session::stateChanged, this, &MainWindow::showState);
    connect(session, &Session::busyChanged, this, [this] { m_status->show(m_session); });
    connect(session, &Session::snapshotChanged, this, &MainWindow::showSnapshot);
    connect(session, &Session::planChanged, this, &MainWindow::showPlan);
    connect(session, &Session::edited, this, &MainWindow::tell);
    connect(session, &Session::previewChanged, this, &MainWindow::showPreview);
    connect(session, &Session::modeChanged, this, &MainWindow::showPreview);
    connect(session, &Session::trialTicked, this, [this] { m_trial->show(m_session); });
    connect(session, &Session::trialChanged, this, &MainWindow::showTrial);
    connect(session, &Session::trialEnded, this, &MainWindow::showEndedTrial);
    connect(session, &Session::progressed, m_status, &StatusLine::progress);
    connect(session, &Session::guestOutput, m_outcome, &OutcomePanel::addOutput);
    connect(session, &Session::refused, this, &MainWindow::complain);
}

void MainWindow::look(const QString &address)
{
    m_looking = address;
    if (!m_session)
        return;
    m_outcome->details()->showReading(address);
    m_session->askDetails(models::bytes(address), this, [this, address](auto answer) {
        if (address != m_looking)
            return;
        if (answer)
            m_outcome->details()->show(*answer);
        else
            m_outcome->details()->showNothing(answer.error().message);
    });
}

void MainWindow::choose(int finding)
{
    const auto &findings = m_outcome->findings()->findings();
    if (finding < 0 || std::size_t(finding) >= findings.size())
        return;
    const wire::Finding &about = findings[std::size_t(finding)];
    if (!about.functions.empty())
        m_topology->view()->selectAddress(models::text(about.functions.front()));
    if (!about.cells.empty()) {
        m_board->chooseGuest(models::text(about.cells.front().guest));
        m_board->view()->setCurrentIndex(m_boardModel->index(about.cells.front().slot, about.cells.front().function));
    }
}

void MainWindow::mend(int finding)
{
    const auto &findings = m_outcome->findings()->findings();
    if (finding < 0 || std::size_t(finding) >= findings.size() || !findings[std::size_t(finding)].fix)
        return;
    const wire::Fix fix = *findings[std::size_t(finding)].fix;
    m_session->propose(fix.plan, models::text(fix.label));
}

void MainWindow::liftGuard(int number)
{
    const auto &findings = m_outcome->findings()->findings();
    if (!m_session || !m_session->snapshot() || number < 0 || std::size_t(number) >= findings.size())
        return;
    const wire::Finding finding = findings[std::size_t(number)];
    const std::string host = m_session->snapshot()->name;
    QStringList evidence;
    for (const std::string &line : finding.evidence)
        evidence.append(models::text(line));
    auto *sheet = new LiftSheet(models::text(finding.text), evidence.join(u'\n'), models::text(host), this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(sheet, &QDialog::accepted, this, [session = QPointer(m_session), finding, host] {
        for (const std::string &function : finding.functions)
            if (session)
                session->lift({finding.rule, function, host});
    });
    sheet->open();
}

void MainWindow::openDump()
{
    const QString path = HostDialog::askForDump(this);
    if (path.isEmpty())
        return;
    m_book->add(u"dump:"_s + path, QFileInfo(path).fileName());
    openHost(u"dump:"_s + path);
}

void MainWindow::addHost()
{
    auto *dialog = new HostDialog(m_book->hosts(), this);
    connect(dialog, &HostDialog::decided, this, [this](const QString &spec, const QString &name) {
        m_book->add(spec, name);
        openHost(spec);
    });
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QString alone = m_leaving || qApp->isSavingSession() ? QString() : leftAlone();
    if (!alone.isEmpty()) {
        event->ignore();
        auto *question = new Question(tr("Close although a change waits to be kept?"), alone, tr("Close Patchbay"), true, this);
        connect(question, &QDialog::accepted, this, [this] {
            m_leaving = true;
            close();
        });
        return question->open();
    }
    remember(*this);
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_dressing)
        return;
    // Not now: Qt is walking over all widgets, and what is shown anew may make and drop some.
    m_dressing = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_dressing = false;
            m_actions->dress();
            showPlan();
        },
        Qt::QueuedConnection);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    arrange();
}

bool MainWindow::hostsWished() const
{
    return m_narrow ? m_hostsWished : m_actions->sidebar->isChecked();
}

void MainWindow::arrange()
{
    // Narrow windows lose the hosts first, then the board goes under the tree. The hosts go sooner where the text is large, the
    // board does not: under the tree it takes height, of which such a window has none to spare.
    constexpr int stackBoard = 760;
    const int dropHosts = (1000 + look::px(1000)) / 2;
    if (const bool narrow = width() < dropHosts; narrow != m_narrow) {
        m_hostsWished = hostsWished();
        m_narrow = narrow;
        m_actions->sidebar->setChecked(!narrow && m_hostsWished); // who asks for them now gets them all the same
    }
    QSplitter *top = splitter(u"split-board"_s);
    const Qt::Orientation way = width() < stackBoard ? Qt::Vertical : Qt::Horizontal;
    if (top && top->orientation() != way)
        top->setOrientation(way);
}

} // namespace patchbay::views
