// SPDX-License-Identifier: BSD-2-Clause
#include "views/step_delegate.h"

#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"
#include "models/step_model.h"

#include <QPainter>

namespace patchbay::views {

using look::Token;

QSize StepDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, look::px(look::rowHeight)};
}

void StepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const look::Palette &palette = look::palette();
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, palette[Token::AccentSoft]);
    const QRect rect = option.rect.adjusted(16, 0, -12, 0);
    painter->setFont(look::font(look::Face::Mono));
    painter->setPen(palette[Token::TextSecondary]);
    painter->drawText(QRect(rect.left(), rect.top(), 24, rect.height()), Qt::AlignVCenter | Qt::AlignRight,
                      QString::number(index.row() + 1));
    const int x = look::paintBadge(*painter, rect.left() + 36, rect,
                                   index.data(models::StepModel::StepKindRole).toString(), look::Tone::Plain);
    painter->setFont(look::font(look::Face::Body));
    painter->setPen(palette[Token::Text]);
    const QRect words(qMax(x + 10, rect.left() + 110), rect.top(), rect.right() - x - 10, rect.height());
    painter->drawText(words, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, words.width()));
    painter->restore();
}

} // namespace patchbay::views
