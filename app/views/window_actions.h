// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QAction>
#include <QObject>

#include <array>

class QMenuBar;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// Why nothing can be changed on that host now, in one clause; empty: it can. nullptr: no host.
QString whyNot(const client::Session *session);

/// Every verb of the window, once: menus, shortcuts and buttons show these.
class WindowActions final : public QObject
{
    Q_OBJECT
public:
    explicit WindowActions(QObject *parent = nullptr);

    void fill(QMenuBar *bar);
    /// Enables what makes sense now and says in the texts what undo and redo are about.
    void follow(const client::Session *session, const QString &guest);
    /// After a change of scheme.
    void dress();

    QAction *addHost, *importHosts, *connection, *openDump, *savePlan, *loadPlan, *quit;
    QAction *undo, *redo, *discard, *review, *release, *find, *palette;
    QAction *copySelector, *copySlashed, *copyPptdevs, *copyCommand, *pasteDump;
    QAction *nextRegion, *previousRegion, *nextGuest, *previousGuest;
    std::array<QAction *, 3> modes; ///< in the order of modeWords()
    QAction *refresh, *reconnect, *reboot, *verify, *history, *keep, *extend, *goBack;
    QAction *addGuest, *guestSettings, *guestStart, *guestStop;
    QAction *themeSystem, *themeLight, *themeDark, *sidebar, *outcome;
    QAction *larger, *smaller, *usual;
    QAction *help, *about;

private:
    QAction *make(const QString &text, const QKeySequence &keys = {}, const QString &tip = {});
};

} // namespace patchbay::views
