// SPDX-License-Identifier: BSD-2-Clause
#include "views/window_actions.h"

#include "client/session.h"
#include "look/icons.h"
#include "models/text.h"
#include "views/mode_words.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace patchbay::views {

using namespace Qt::StringLiterals;

QString whyNot(const client::Session *session)
{
    if (!session || !session->snapshot())
        return WindowActions::tr("Open a host first");
    if (!session->connected())
        return WindowActions::tr("The host is not connected");
    if (session->snapshot()->readOnly)
        return WindowActions::tr("This host can only be looked at: %1").arg(models::text(*session->snapshot()->readOnly));
    return {};
}

namespace {

QString shortened(QString what)
{
    constexpr int most = 60;
    if (what.size() > most)
        what = what.left(most - 1) + u'…';
    return what.replace(u'&', u"&&"_s);
}

} // namespace

WindowActions::WindowActions(QObject *parent)
    : QObject(parent)
{
    addHost = make(tr("&Add host…"), QKeySequence(u"Ctrl+Shift+N"_s));
    importHosts = make(tr("&Import from ~/.ssh/config…"), {}, tr("The hosts your ssh knows by name"));
    connection = make(tr("Connection &details…"), {}, tr("The way to this host, its engine and what was said on the way"));
    openDump = make(tr("&Open a dump…"), QKeySequence::Open);
    savePlan = make(tr("&Save the plan…"), QKeySequence::Save);
    loadPlan = make(tr("&Load a plan…"));
    quit = make(tr("&Quit"), QKeySequence::Quit);

    undo = make(tr("&Undo"), QKeySequence::Undo);
    redo = make(tr("&Redo"), QKeySequence(u"Ctrl+Shift+Z"_s));
    discard = make(tr("Discard"), {}, tr("Go back to what the host has now"));
    review = make(tr("Review and apply…"), QKeySequence(u"Ctrl+Return"_s), tr("See what will happen and do it (Ctrl+Return)"));
    release = make(tr("&Give back to the host"), {}, tr("Takes the selected functions off every board"));
    find = make(tr("&Filter functions"), QKeySequence::Find);

    palette = make(tr("Find an&ything…"), QKeySequence(u"Ctrl+K"_s), tr("Commands, hosts, guests and functions by name"));
    copySelector = make(tr("&Copy the selector"), QKeySequence::Copy, tr("pci0:3:0:1, as pciconf and devctl take it"));
    copySlashed = make(tr("Copy as b/&s/f"), {}, tr("3/0/1, as pptdevs and bhyve take it"));
    copyPptdevs = make(tr("Copy as a &pptdevs line"), {}, tr("For a loader.conf kept by other means"));
    copyCommand = make(tr("Copy the &bhyve command"), QKeySequence(u"Ctrl+Shift+C"_s), tr("The line that starts the guest in front"));
    pasteDump = make(tr("Open a dump from the clip&board"), QKeySequence(u"Ctrl+Shift+V"_s),
                     tr("pciconf or lspci text that somebody posted"));
    nextRegion = make(tr("&Next part of the window"), QKeySequence(u"F6"_s));
    previousRegion = make(tr("&Previous part of the window"), QKeySequence(u"Shift+F6"_s));
    nextGuest = make(tr("&Next guest"), QKeySequence(u"Ctrl+PgDown"_s));
    previousGuest = make(tr("Pre&vious guest"), QKeySequence(u"Ctrl+PgUp"_s));
    auto *ways = new QActionGroup(this);
    const QString marked[] = {tr("&Try at the next boot only"), tr("Make it &permanent"), tr("&Now, without a reboot")};
    for (std::size_t i = 0; i < modes.size(); ++i) {
        modes[i] = make(marked[i], QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key(Qt::Key_1 + int(i))));
        modes[i]->setCheckable(true);
        modes[i]->setData(QByteArray(modeWords({})[i].id));
        ways->addAction(modes[i]);
    }
    refresh = make(tr("&Read again"), QKeySequence::Refresh);
    reconnect = make(tr("Re&connect"));
    reboot = make(tr("Re&boot…"));
    verify = make(tr("&Verify the last boot"));
    keep = make(tr("&Keep the change on trial"), {}, tr("It stays; what would take it back is removed"));
    extend = make(tr("Give it 10 &more minutes"), {}, tr("The host waits longer before it takes the change back by itself"));
    goBack = make(tr("&Take the change on trial back…"));
    history = make(tr("&History…"), QKeySequence(u"Ctrl+H"_s));

    addGuest = make(tr("&Add a guest…"), QKeySequence(u"Ctrl+N"_s));
    guestSettings = make(tr("Se&ttings…"), QKeySequence(u"Ctrl+E"_s));
    guestStart = make(tr("&Start"), QKeySequence(u"Ctrl+R"_s));
    guestStop = make(tr("Sto&p…"));

    larger = make(tr("Lar&ger text"), QKeySequence::ZoomIn);
    smaller = make(tr("S&maller text"), QKeySequence::ZoomOut);
    usual = make(tr("Text of the &usual size"), QKeySequence(u"Ctrl+0"_s));
    larger->setShortcuts({QKeySequence(u"Ctrl++"_s), QKeySequence(u"Ctrl+="_s)});
    themeSystem = make(tr("Colours of the &system"));
    themeLight = make(tr("&Light"));
    themeDark = make(tr("&Dark"));
    auto *themes = new QActionGroup(this);
    for (QAction *theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    sidebar = make(tr("&Hosts"), QKeySequence(u"F9"_s));
    outcome = make(tr("&What will happen"), QKeySequence(u"F8"_s));
    for (QAction *part : {sidebar, outcome}) {
        part->setCheckable(true);
        part->setChecked(true);
    }
    help = make(tr("&Keys"), QKeySequence::HelpContents);
    about = make(tr("&About Patchbay"));
    dress();
}

QAction *WindowActions::make(const QString &text, const QKeySequence &keys, const QString &tip)
{
    auto *action = new QAction(text, this);
    action->setShortcut(keys);
    if (!tip.isEmpty())
        action->setToolTip(tip);
    return action;
}

void WindowActions::dress()
{
    const std::pair<QAction *, QString> icons[] = {
        {addHost, u"plus"_s}, {openDump, u"open"_s}, {undo, u"undo"_s}, {redo, u"redo"_s}, {copySelector, u"copy"_s}, {pasteDump, u"open"_s}, {find, u"search"_s},
        {refresh, u"refresh"_s}, {reboot, u"reboot"_s}, {verify, u"check"_s}, {keep, u"check"_s}, {extend, u"timer"_s}, {goBack, u"undo"_s}, {history, u"history"_s},
        {addGuest, u"plus"_s}, {guestSettings, u"settings"_s}, {guestStart, u"play"_s}, {guestStop, u"stop"_s}};
    for (const auto &[action, name] : icons)
        action->setIcon(look::icon(name));
}

void WindowActions::fill(QMenuBar *bar)
{
    const auto menu = [bar](const QString &title, const QList<QAction *> &actions) {
        QMenu *made = bar->addMenu(title);
        made->setToolTipsVisible(true); // a dead entry says why
        for (QAction *action : actions) {
            if (action)
                made->addAction(action);
            else
                made->addSeparator();
        }
    };
    menu(tr("&File"), {addHost, importHosts, openDump, pasteDump, nullptr, loadPlan, savePlan, nullptr, quit});
    menu(tr("&Edit"), {undo, redo, nullptr, copySelector, copySlashed, copyPptdevs, copyCommand, nullptr, release, nullptr, find, palette});
    menu(tr("&Host"), {refresh, reconnect, connection, nullptr, verify, keep, extend, goBack, nullptr, history, nullptr, reboot});
    menu(tr("&Plan"), {review, discard, nullptr, modes[0], modes[1], modes[2]});
    menu(tr("&Guest"), {addGuest, guestSettings, nullptr, guestStart, guestStop, nullptr, nextGuest, previousGuest});
    menu(tr("&View"), {sidebar, outcome, nullptr, nextRegion, previousRegion, nullptr, larger, smaller, usual, nullptr, themeSystem, themeLight, themeDark});
    menu(tr("He&lp"), {help, about});
}

void WindowActions::follow(const client::Session *session, const QString &guest)
{
    const bool open = session && session->snapshot();
    const QString still = whyNot(session);
    const bool writable = still.isEmpty();
    const client::PlanHistory *plans = session ? &session->history() : nullptr;
    undo->setEnabled(plans && plans->canUndo());
    redo->setEnabled(plans && plans->canRedo());
    undo->setText(undo->isEnabled() ? tr("&Undo: %1").arg(shortened(plans->undoText())) : tr("&Undo"));
    redo->setText(redo->isEnabled() ? tr("&Redo: %1").arg(shortened(plans->redoText())) : tr("&Redo"));
    undo->setToolTip(undo->isEnabled() ? tr("Undo: %1 (Ctrl+Z)").arg(plans->undoText()) : tr("Nothing to undo"));
    redo->setToolTip(redo->isEnabled() ? tr("Redo: %1 (Ctrl+Shift+Z)").arg(plans->redoText()) : tr("Nothing to redo"));
    discard->setEnabled(open && session->changed());
    review->setEnabled(writable && session->changed() && session->preview());
    review->setToolTip(!writable             ? still
                       : !session->changed() ? tr("Nothing is changed yet")
                                             : tr("See what will happen and do it (Ctrl+Return)"));
    for (QAction *mode : modes) {
        mode->setEnabled(writable);
        mode->setChecked(session && session->mode() == mode->data().toByteArray().toStdString());
    }
    using Phase = client::TrialClock::Phase;
    const Phase phase = session ? session->trial().phase() : Phase::None;
    const bool inTime = writable && session->trial().left() != 0;
    keep->setEnabled(inTime && phase == Phase::Running);
    extend->setEnabled(inTime && phase == Phase::Running);
    goBack->setEnabled(inTime && (phase == Phase::Running || phase == Phase::Waiting));
    for (QAction *action : {addGuest, savePlan, loadPlan, find, release, copySelector, copySlashed, copyPptdevs})
        action->setEnabled(open);
    for (QAction *action : {refresh, reconnect, connection})
        action->setEnabled(session != nullptr);
    for (QAction *action : {reboot, verify, history}) {
        action->setEnabled(writable);
        action->setToolTip(still);
    }
    const wire::GuestState *state = open && !guest.isEmpty() ? session->guestState(models::bytes(guest)) : nullptr;
    const bool up = state && client::isUp(*state);
    for (QAction *action : {nextGuest, previousGuest})
        action->setEnabled(open && session->plan().guests.size() > 1);
    copyCommand->setEnabled(open && !guest.isEmpty());
    guestSettings->setEnabled(open && !guest.isEmpty());
    guestStart->setEnabled(writable && !guest.isEmpty() && !up);
    guestStop->setEnabled(writable && up);
    guestStart->setToolTip(!writable         ? still
                           : guest.isEmpty() ? tr("There is no guest in front")
                           : up              ? tr("%1 is up already").arg(guest)
                                             : QString());
    guestStop->setToolTip(!writable ? still : up ? QString() : tr("No guest in front is up"));
}

} // namespace patchbay::views
