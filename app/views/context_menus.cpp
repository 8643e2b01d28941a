// SPDX-License-Identifier: BSD-2-Clause
#include "views/context_menus.h"

#include "client/session.h"
#include "look/icons.h"
#include "models/board_model.h"
#include "models/roles.h"
#include "models/text.h"
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::BoardModel;

ContextMenus::ContextMenus(MainWindow *window)
    : QObject(window)
    , m_window(window)
{
    for (QAbstractItemView *view : {static_cast<QAbstractItemView *>(window->topology()->view()),
                                    static_cast<QAbstractItemView *>(window->board()->view())}) {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this);
    }
}

bool ContextMenus::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ContextMenu || m_window->carry()->how() != Carry::How::None)
        return QObject::eventFilter(watched, event);
    QAbstractItemView *tree = m_window->topology()->view(), *board = m_window->board()->view();
    QAbstractItemView *view = watched == tree || watched == tree->viewport() ? tree : board;
    const auto *asked = static_cast<QContextMenuEvent *>(event);
    QPoint at = asked->globalPos();
    if (asked->reason() == QContextMenuEvent::Keyboard)
        at = view->viewport()->mapToGlobal(view->visualRect(view->currentIndex()).center());
    else if (const QModelIndex under = view->indexAt(view->viewport()->mapFromGlobal(at)); under.isValid())
        view->setCurrentIndex(under);
    view->setFocus(Qt::OtherFocusReason);
    QMenu menu(m_window);
    menu.setObjectName(u"contextMenu"_s);
    menu.setToolTipsVisible(true);
    view == tree ? fillTree(menu) : fillBoard(menu);
    menu.exec(at);
    return true;
}

void ContextMenus::fillTree(QMenu &menu)
{
    TopologyView *tree = m_window->topology()->view();
    const QStringList moves = tree->selectedMoves();
    const QModelIndex current = tree->currentIndex();
    const QString locked = current.data(models::LockedRole).toString();
    QAction *take = menu.addAction(tr("Pick up\tSpace"), this,
                                   [this, moves] { m_window->carry()->begin(Carry::How::Keyboard, moves); });
    take->setEnabled(!moves.isEmpty());
    if (moves.isEmpty())
        take->setText(locked.isEmpty() ? tr("Nothing here can be passed through") : tr("Stays with the host: %1").arg(locked));
    QAction *back = menu.addAction(look::icon(u"undo"_s), tr("Give back to the host\tDel"), this,
                                   [this, moves] { m_window->carry()->release(moves); });
    back->setEnabled(std::ranges::any_of(moves, [this](const QString &address) {
        return m_window->boardModel()->cellOf(address).isValid();
    }));
    const QModelIndex cell = m_window->boardModel()->cellOf(current.data(models::AddressRole).toString());
    QAction *show = menu.addAction(tr("Show on the board"), this, [this, cell = QPersistentModelIndex(cell)] {
        m_window->board()->view()->setCurrentIndex(cell);
        m_window->board()->view()->setFocus(Qt::OtherFocusReason);
    });
    show->setEnabled(cell.isValid());
    menu.addAction(tr("Everything about it"), this, [this] { m_window->outcome()->showPage(OutcomePanel::Function); })
        ->setEnabled(!current.data(models::AddressRole).toString().isEmpty());
    addCopies(menu, !chosen().isEmpty());
}

void ContextMenus::fillBoard(QMenu &menu)
{
    BoardView *board = m_window->board()->view();
    const QString address = board->currentIndex().data(BoardModel::HostAddressRole).toString();
    const bool held = !address.isEmpty();
    menu.addAction(tr("Move\tSpace"), this, [this, address] { m_window->carry()->begin(Carry::How::Keyboard, {address}); })
        ->setEnabled(held);
    menu.addAction(look::icon(u"undo"_s), tr("Give back to the host\tDel"), this,
                   [this, address] { m_window->carry()->release({address}); })
        ->setEnabled(held);
    menu.addAction(tr("Show in the tree"), this, [this, address] {
            m_window->topology()->view()->selectAddress(address);
            m_window->topology()->view()->setFocus(Qt::OtherFocusReason);
        })
        ->setEnabled(held);
    menu.addSeparator();
    menu.addAction(m_window->actions()->guestSettings);
    menu.addAction(m_window->actions()->copyCommand);
    addCopies(menu, held);
}

void ContextMenus::addCopies(QMenu &menu, bool any)
{
    menu.addSeparator();
    for (QAction *copy : {m_window->actions()->copySelector, m_window->actions()->copySlashed, m_window->actions()->copyPptdevs}) {
        QAction *shown = menu.addAction(copy->icon(), copy->text(), copy, &QAction::trigger);
        shown->setEnabled(any);
        if (copy == m_window->actions()->copySelector)
            shown->setText(copy->text() + u"\tCtrl+C"_s);
    }
}

QStringList ContextMenus::chosen() const
{
    const BoardView *board = m_window->board()->view();
    if (board->hasFocus()) {
        const QString address = board->currentIndex().data(BoardModel::HostAddressRole).toString();
        return address.isEmpty() ? QStringList() : QStringList{address};
    }
    return m_window->topology()->view()->selectedAddresses();
}

QStringList ContextMenus::slashedOf(const QStringList &addresses) const
{
    QStringList words;
    const auto &functions = m_window->session()->snapshot()->functions;
    for (const QString &address : addresses) {
        const auto found = std::ranges::find(functions, models::bytes(address), &wire::Function::address);
        if (found != functions.end())
            words.append(models::text(found->slashed));
    }
    return words;
}

void ContextMenus::put(const QString &text)
{
    if (text.isEmpty())
        return m_window->tell(tr("Nothing is chosen to copy."));
    QGuiApplication::clipboard()->setText(text);
    m_window->tell(tr("Copied: %1").arg(text.section(u'\n', 0, 0)));
}

void ContextMenus::copySelectors()
{
    put(chosen().join(u'\n'));
}

void ContextMenus::copySlashed()
{
    put(slashedOf(chosen()).join(u' '));
}

void ContextMenus::copyPptdevs()
{
    const QStringList words = slashedOf(chosen());
    put(words.isEmpty() ? QString() : u"pptdevs=\"%1\""_s.arg(words.join(u' ')));
}

void ContextMenus::copyCommand()
{
    put(m_window->outcome()->command());
}

} // namespace patchbay::views
