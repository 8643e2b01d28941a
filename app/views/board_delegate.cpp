// SPDX-License-Identifier: BSD-2-Clause
#include "views/board_delegate.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"
#include "models/board_model.h"

#include <QPainter>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;
using models::BoardModel;
using Content = BoardModel::Content;
using Offer = BoardModel::Offer;

namespace {

look::CellPaint groundOf(Content content, Offer offer, models::Meaning finding, bool selected)
{
    const look::Palette &palette = look::palette();
    look::CellPaint how{palette[Token::Panel], palette[Token::Line]};
    switch (content) {
    case Content::Empty: break;
    case Content::HostFunction: how = {palette[Token::AccentSoft], palette[Token::Accent]}; break;
    case Content::Device: how.ground = palette[Token::Reserved]; break;
    case Content::Fixture:
        how.ground = palette[Token::Reserved];
        how.hatched = true;
        break;
    }
    if (content == Content::HostFunction && finding == models::Meaning::Block)
        how = {palette[Token::BlockSoft], palette[Token::Block]};
    else if (content == Content::HostFunction && finding == models::Meaning::Warn)
        how = {palette[Token::WarnSoft], palette[Token::Warn]};
    if (offer == Offer::Legal) {
        how.ground = palette[Token::OkSoft];
        how.edge = palette[Token::Ok];
        how.dashed = true;
    }
    if (selected) {
        how.edge = palette[Token::Accent];
        how.width = 2;
    }
    return how;
}

} // namespace

void BoardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto content = Content(index.data(BoardModel::ContentRole).toInt());
    const auto offer = Offer(index.data(BoardModel::OfferRole).toInt());
    const auto finding = models::Meaning(index.data(BoardModel::FindingRole).toInt());
    const bool focused = option.state & QStyle::State_HasFocus;
    const QRect box = option.rect.adjusted(1, 1, -2, -2);
    look::paintCell(*painter, box, groundOf(content, offer, finding, focused));
    QString name = index.data().toString();
    if (name.isEmpty())
        return;
    painter->save();
    const bool ours = content == Content::HostFunction;
    painter->setFont(look::font(ours ? look::Face::SmallBold : look::Face::Small));
    painter->setPen(look::palette()[ours ? Token::Text : Token::TextSecondary]);
    const bool narrow = box.width() < look::px(76);
    QRect words = narrow ? box.adjusted(4, 0, -3, 0) : box.adjusted(7, 0, -4, 0);
    if (ours && finding >= models::Meaning::Warn && narrow) {
        // No room for the sign: a turned-down corner says it without colour.
        const bool block = finding == models::Meaning::Block;
        const int size = look::px(block ? 10 : 8);
        painter->setBrush(look::palette()[block ? Token::Block : Token::Warn]);
        const QPen pen = painter->pen();
        painter->setPen(Qt::NoPen);
        painter->drawPolygon(QPolygon({box.topRight() + QPoint(1, 0), box.topRight() + QPoint(1 - size, 0),
                                       box.topRight() + QPoint(1, size)}));
        painter->setPen(pen);
    } else if (ours && finding >= models::Meaning::Warn) {
        const bool block = finding == models::Meaning::Block;
        painter->drawPixmap(words.left() - 2, words.center().y() - look::px(6),
                            look::pixmap(block ? u"block"_s : u"warning"_s, block ? Token::Block : Token::Warn, look::px(14),
                                         painter->device()->devicePixelRatioF()));
        words.setLeft(words.left() + look::px(17));
    }
    if (ours && painter->fontMetrics().horizontalAdvance(name) > words.width()) {
        // In a narrow cell the address says more than the beginning of a long name.
        const QString address = name.section(u" · "_s, -1);
        if (words.width() < look::px(90))
            name = painter->fontMetrics().elidedText(address, Qt::ElideLeft, words.width());
        else
            name = painter->fontMetrics().elidedText(name.section(u" · "_s, 0, -2), Qt::ElideRight,
                                                     words.width() -
                                                         painter->fontMetrics().horizontalAdvance(u" · "_s + address)) +
                   u" · "_s + address;
    }
    painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(name, Qt::ElideRight, words.width()));
    painter->restore();
}

} // namespace patchbay::views
