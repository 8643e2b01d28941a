// SPDX-License-Identifier: BSD-2-Clause
// What the palette of this window offers.
#include "client/session.h"
#include "models/function_words.h"
#include "models/text.h"
#include "models/topology_filter.h"
#include "models/topology_model.h"
#include "views/board_panel.h"
#include "views/main_window.h"
#include "views/palette_dialog.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QMenu>
#include <QMenuBar>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using Entry = PaletteDialog::Entry;

namespace {

QString plain(QString text)
{
    return text.replace(u"&&"_s, u"\x01"_s).remove(u'&').replace(u'\x01', u'&');
}

void addMenu(QList<Entry> &entries, const QMenu &menu)
{
    for (QAction *action : menu.actions()) {
        if (action->isSeparator() || action->menu())
            continue;
        const QString why = plain(action->toolTip()) == plain(action->text()) ? QString() : action->toolTip();
        entries.append({plain(action->text()), plain(menu.title()), action->shortcut().toString(QKeySequence::NativeText), {},
                        action->isEnabled(), why, [action] { action->trigger(); }});
    }
}

constexpr int mostElsewhere = 60;

// "Who has an X520?": functions of the other hosts that were read, with the host they are in.
struct Elsewhere
{
    QString spec, host, address, what;
};
QList<Elsewhere> searchElsewhere(const client::HostBook &book, const client::Session *here, const QString &words)
{
    QList<Elsewhere> found;
    for (const client::HostBook::Host &host : book.hosts()) {
        const client::Session *session = book.existing(host.spec);
        if (!session || session == here || !session->snapshot())
            continue;
        const auto &functions = session->snapshot()->functions;
        const std::vector<char> matches = models::TopologyFilter(functions).matches(words);
        for (std::size_t i = 0; i < functions.size() && found.size() < mostElsewhere; ++i) {
            if (matches[i])
                found.append({host.spec, models::text(session->snapshot()->name), models::text(functions[i].address),
                              models::shortAddress(functions[i]) + u"  "_s + models::text(functions[i].name)});
        }
    }
    return found;
}

} // namespace

void MainWindow::openPalette()
{
    QList<Entry> entries;
    for (const QMenu *menu : menuBar()->findChildren<QMenu *>(Qt::FindDirectChildrenOnly)) {
        if (!menu->title().isEmpty())
            addMenu(entries, *menu);
    }
    for (const client::HostBook::Host &host : m_book->hosts())
        entries.append({host.name.isEmpty() ? host.spec : host.name, tr("Open host"), {}, {}, true, {},
                        [this, spec = host.spec] { openHost(spec); }});
    if (m_session) {
        for (const wire::Guest &guest : m_session->plan().guests)
            entries.append({models::text(guest.name), tr("Guest"), {}, {}, true, {},
                            [this, name = models::text(guest.name)] { m_board->chooseGuest(name); }});
    }
    const auto functions = [this](const QString &words) {
        QList<Entry> found;
        for (const wire::Function *function : m_topologyModel->search(words, 40)) {
            const QString address = models::text(function->address);
            found.append({models::shortAddress(*function) + u"  "_s + models::text(function->name), tr("Function"), {}, {}, true,
                          {}, [this, address] {
                              m_topology->view()->selectAddress(address);
                              m_topology->view()->setFocus(Qt::OtherFocusReason);
                          }});
        }
        for (const Elsewhere &each : searchElsewhere(*m_book, m_session, words)) {
            found.append({each.what, tr("Function of %1").arg(each.host), {}, {}, true, {}, [this, each] {
                              openHost(each.spec);
                              m_topology->view()->selectAddress(each.address);
                              m_topology->view()->setFocus(Qt::OtherFocusReason);
                          }});
        }
        return found;
    };
    (new PaletteDialog(std::move(entries), functions, this))->show();
}

} // namespace patchbay::views
