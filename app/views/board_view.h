// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/carry.h"
#include "views/reason_tip.h"

#include <QPointer>
#include <QTableView>

namespace patchbay::models {
class BoardModel;
}

namespace patchbay::views {


/// The board: drop functions on cells, drag them to others, or do the same with Space, arrows, Enter and Escape.
class BoardView final : public QTableView
{
    Q_OBJECT
public:
    BoardView(models::BoardModel *model, Carry *carry, QWidget *parent = nullptr);

    /// The cell under what is carried, as if the pointer were there; invalid: none.
    void hover(const QModelIndex &cell, const QPoint &at);
    [[nodiscard]] const ReasonTip *tip() const { return m_tip; }

signals:
    void looked(const QString &address);
    void left(); ///< the keyboard carry was cancelled; the focus belongs elsewhere

protected:
    void paintEvent(QPaintEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void spread();
    void begun();
    void answered(bool first);
    void ended(bool dropped);
    void carryKey(QKeyEvent *event);
    void goTo(int slot, int function);

    models::BoardModel *m_model;
    QPointer<Carry> m_carry; ///< both may go before this view when the window closes
    QPointer<ReasonTip> m_tip;
    QPersistentModelIndex m_hovered;
    QPoint m_hoverAt;
    bool m_stepped = false; ///< by the person, since they were picked up
};

} // namespace patchbay::views
