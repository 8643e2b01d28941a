// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QStyledItemDelegate>

namespace patchbay::views {

/// A step: its number, what kind it is, the sentence.
class StepDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace patchbay::views
