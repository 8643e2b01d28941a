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

WindowActions::WindowActions(QObject *parent)
    : QObject(parent)
{
    addHost = make(tr("&Add host…"), QKeySequence(u"Ctrl+Shift+N"_s));
    openDump = make(tr("&Open a dump…"), QKeySequence::Open);
    savePlan = make(tr("&Save the plan…"), QKeySequence::Save);
    loadPlan = make(tr("&Load a plan…"));
    quit = make(tr("&Quit"), QKeySequence::Quit);

    undo = make(tr("&Undo"), QKeySequence::Undo);
    redo = make(tr("&Redo"), QKeySequence(u"Ctrl+Shift+Z"_s));
    discard = make(tr("Discard"), {}, tr("Go back to what the host has now"));
    review = make(tr("Review and apply…"), QKeySequence(u"Ctrl+Return"_s), tr("See what will happen and do it (Ctrl+Return)"));
    release = make(tr("Give &back to the host"), {}, tr("Takes the selected functions off every board"));
    find = make(tr("&Filter functions"), QKeySequence::Find);

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
    history = make(tr("&History…"), QKeySequence(u"Ctrl+H"_s));

    addGuest = make(tr("&Add a guest…"), QKeySequence(u"Ctrl+N"_s));
    guestSettings = make(tr("Se&ttings…"), QKeySequence(u"Ctrl+E"_s));
    guestStart = make(tr("&Start"), QKeySequence(u"Ctrl+R"_s));
    guestStop = make(tr("Sto&p…"));

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
        {addHost, u"plus"_s}, {openDump, u"open"_s}, {undo, u"undo"_s}, {redo, u"redo"_s}, {find, u"search"_s},
        {refresh, u"refresh"_s}, {reboot, u"reboot"_s}, {verify, u"check"_s}, {history, u"history"_s},
        {addGuest, u"plus"_s}, {guestSettings, u"settings"_s}, {guestStart, u"play"_s}, {guestStop, u"stop"_s}};
    for (const auto &[action, name] : icons)
        action->setIcon(look::icon(name));
}

void WindowActions::fill(QMenuBar *bar)
{
    const auto menu = [bar](const QString &title, const QList<QAction *> &actions) {
        QMenu *made = bar->addMenu(title);
        for (QAction *action : actions) {
            if (action)
                made->addAction(action);
            else
                made->addSeparator();
        }
    };
    menu(tr("&File"), {addHost, openDump, nullptr, loadPlan, savePlan, nullptr, quit});
    menu(tr("&Edit"), {undo, redo, nullptr, release, nullptr, find});
    menu(tr("&Host"), {refresh, reconnect, nullptr, verify, history, nullptr, reboot});
    menu(tr("&Plan"), {review, discard, nullptr, modes[0], modes[1], modes[2]});
    menu(tr("&Guest"), {addGuest, guestSettings, nullptr, guestStart, guestStop});
    menu(tr("&View"), {sidebar, outcome, nullptr, themeSystem, themeLight, themeDark});
    menu(tr("He&lp"), {help, about});
}

void WindowActions::follow(const client::Session *session, const QString &guest)
{
    const bool open = session && session->snapshot();
    const bool writable = open && !session->snapshot()->readOnly;
    const client::PlanHistory *plans = session ? &session->history() : nullptr;
    undo->setEnabled(plans && plans->canUndo());
    redo->setEnabled(plans && plans->canRedo());
    undo->setToolTip(undo->isEnabled() ? tr("Undo: %1 (Ctrl+Z)").arg(plans->undoText()) : tr("Nothing to undo"));
    redo->setToolTip(redo->isEnabled() ? tr("Redo: %1 (Ctrl+Shift+Z)").arg(plans->redoText()) : tr("Nothing to redo"));
    discard->setEnabled(open && session->changed());
    review->setEnabled(writable && session->changed() && session->preview());
    review->setToolTip(!open                ? tr("Open a host first")
                       : !writable          ? tr("This host can only be looked at: %1").arg(models::text(*session->snapshot()->readOnly))
                       : !session->changed() ? tr("Nothing is changed yet")
                                             : tr("See what will happen and do it (Ctrl+Return)"));
    for (QAction *mode : modes) {
        mode->setEnabled(writable);
        mode->setChecked(session && session->mode() == mode->data().toByteArray().toStdString());
    }
    for (QAction *action : {addGuest, savePlan, loadPlan, find, release})
        action->setEnabled(open);
    for (QAction *action : {refresh, reconnect})
        action->setEnabled(session != nullptr);
    for (QAction *action : {reboot, verify, history})
        action->setEnabled(writable);
    const wire::GuestState *state = open && !guest.isEmpty() ? session->guestState(models::bytes(guest)) : nullptr;
    const bool up = state && (state->state == "running" || state->state == "held");
    guestSettings->setEnabled(open && !guest.isEmpty());
    guestStart->setEnabled(writable && !guest.isEmpty() && !up);
    guestStop->setEnabled(writable && up);
}

} // namespace patchbay::views
