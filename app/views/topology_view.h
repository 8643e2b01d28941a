// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QTreeView>

#include <optional>

namespace patchbay::models {
class TopologyModel;
}

namespace patchbay::views {

class Carry;

/// The tree of functions: drag from it, or Space to pick up; what is dropped on it goes back to the host.
class TopologyView final : public QTreeView
{
    Q_OBJECT
public:
    TopologyView(models::TopologyModel *model, Carry *carry, QWidget *parent = nullptr);

    /// Functions that the selected rows stand for.
    [[nodiscard]] QStringList selectedMoves() const;
    /// Addresses of the selected rows that are functions, from top to bottom; for a heading those below it that can move.
    [[nodiscard]] QStringList selectedAddresses() const;
    void selectAddress(const QString &address);
    void fitColumns();

    /// Of the tree's width, what the columns Function and Capabilities have by a person's hand; nothing while they are as wide
    /// as they are by themselves.
    struct Shares
    {
        double function = 0, capability = 0;
    };
    [[nodiscard]] std::optional<Shares> shares() const { return m_shares; }
    void setShares(std::optional<Shares> shares);

signals:
    void looked(const QString &address); ///< the current row changed to this function

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QModelIndexList selectedRows() const;
    [[nodiscard]] QString whyItStays(const QModelIndex &row) const;
    void remember();
    void resized(int column);
    void placeColumns();
    void unfoldAll();
    void unfold(const QModelIndex &parent, int &budget);

    models::TopologyModel *m_model;
    Carry *m_carry;
    QPersistentModelIndex m_pressed; ///< row under the left button since it went down
    QPoint m_pressedAt;
    QStringList m_selectedBefore;
    QString m_currentBefore;
    int m_scrollBefore = 0;
    std::optional<Shares> m_shares;
    bool m_fitting = false;
};

} // namespace patchbay::views
