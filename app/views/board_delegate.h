// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QStyledItemDelegate>

namespace patchbay::views {

/// Paints a cell of the board: empty, a host function, a device, and while something is carried whether it may land.
class BoardDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace patchbay::views
