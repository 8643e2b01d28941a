// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QStyledItemDelegate>

namespace patchbay::views {

/// Paints a row of the topology: icon, address, name; badges; who holds it.
class TopologyDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    static void paintFunction(QPainter &painter, const QRect &rect, const QModelIndex &index);
    static void paintBadges(QPainter &painter, const QRect &rect, const QModelIndex &index);
    static void paintHolder(QPainter &painter, const QRect &rect, const QModelIndex &index);
};

} // namespace patchbay::views
