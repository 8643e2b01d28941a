// SPDX-License-Identifier: BSD-2-Clause
// Going round the window by keyboard, and what the keys do where the focus is.
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/host_panel.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/status_line.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/trial_bar.h"

#include <QApplication>
#include <QLineEdit>

namespace patchbay::views {

void MainWindow::goToRegion(int step)
{
    QWidget *const regions[] = {m_trial, m_hosts, m_topology, m_board, m_outcome};
    constexpr int count = int(std::size(regions));
    const QWidget *focus = QApplication::focusWidget();
    int at = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        if (focus && regions[i]->isAncestorOf(focus))
            at = i;
    }
    for (int tried = 0; tried < count; ++tried) {
        at = (at + step + count) % count;
        if (!regions[at]->isVisible())
            continue;
        QWidget *into = regions[at] == m_trial      ? m_trial->entry()
                        : regions[at] == m_hosts    ? m_hosts->entry()
                        : regions[at] == m_topology ? static_cast<QWidget *>(m_topology->view())
                        : regions[at] == m_board    ? m_board->entry()
                                                    : m_outcome->entry();
        if (into && into->isVisible())
            return into->setFocus(Qt::TabFocusReason);
    }
}

void MainWindow::showHint()
{
    if (m_carry->how() != Carry::How::None)
        return;
    const QWidget *focus = QApplication::focusWidget();
    QString hint;
    if (focus == m_topology->view())
        hint = tr("Space picks up · Del gives back · Ctrl+F filters · F6 goes on · F1 all keys");
    else if (focus == m_board->view())
        hint = tr("Space moves · Del gives back · Ctrl+E settings · Ctrl+R starts · F6 goes on");
    else if (focus == m_topology->filter())
        hint = tr("-word leaves out · driver:igb · group:7 · kind:nic · \"two words\" · Tab goes to the list");
    else if (focus && m_hosts->isAncestorOf(focus))
        hint = tr("Arrows open a host · Ctrl+Shift+N adds one · F6 goes on");
    else if (focus && m_outcome->isAncestorOf(focus))
        hint = tr("Left and Right choose a page · Ctrl+F finds in the text · Ctrl+Return reviews · F6 goes on");
    m_status->hint(hint);
}

} // namespace patchbay::views
