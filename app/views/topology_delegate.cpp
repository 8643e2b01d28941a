// SPDX-License-Identifier: BSD-2-Clause
#include "views/topology_delegate.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"
#include "models/topology_model.h"
#include "views/widgets.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Face;
using look::Token;
using models::TopologyModel;

namespace {

constexpr int badgeGap = 4;

/// Draws as much of the text as fits and returns the x behind it.
int drawText(QPainter &painter, int left, const QRect &rect, const QString &text, const QFont &font, Token ink)
{
    const int room = rect.right() - left;
    if (room < 8 || text.isEmpty())
        return left;
    painter.setFont(font);
    painter.setPen(look::palette()[ink]);
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, room);
    painter.drawText(QRect(look::leading(painter, rect, left, room), rect.top(), room, rect.height()),
                     Qt::AlignVCenter | Qt::AlignLeft, shown);
    return left + painter.fontMetrics().horizontalAdvance(shown);
}

/// Rows nobody can take, and bridges, step back.
Token inkOf(const QModelIndex &index)
{
    const bool movable = !index.data(models::MovesRole).toStringList().isEmpty() && !index.data(models::GuardedRole).toBool();
    return movable || index.data(models::HeadingRole).toBool() ? Token::Text : Token::TextSecondary;
}

} // namespace

QSize TopologyDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, look::px(look::rowHeight)};
}

void TopologyDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const look::Palette &palette = look::palette();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, palette[Token::AccentSoft]);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, palette[Token::Window]);
    const QRect rect = option.direction == Qt::RightToLeft ? option.rect.adjusted(4, 0, 0, 0)
                                                            : option.rect.adjusted(0, 0, -4, 0);
    painter->setLayoutDirection(option.direction);
    switch (index.column()) {
    case TopologyModel::FunctionColumn: paintFunction(*painter, rect, index); break;
    case TopologyModel::CapabilityColumn: paintBadges(*painter, rect, index); break;
    case TopologyModel::HolderColumn: paintHolder(*painter, rect, index); break;
    }
    if ((option.state & QStyle::State_HasFocus) && index.column() == TopologyModel::FunctionColumn) {
        painter->setPen(palette[Token::Accent]);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void TopologyDelegate::paintFunction(QPainter &painter, const QRect &rect, const QModelIndex &index)
{
    const Token ink = inkOf(index);
    const bool heading = index.data(models::HeadingRole).toBool();
    const QString kind = look::iconOfKind(index.data(models::KindRole).toString());
    const qreal ratio = painter.device()->devicePixelRatioF();
    const int icon = look::px(look::iconSmall);
    painter.drawPixmap(look::leading(painter, rect, rect.left() + 2, icon), rect.center().y() - look::px(7), look::pixmap(kind, ink, icon, ratio));
    int x = rect.left() + look::px(24);
    const QString address = index.data(models::AddressTextRole).toString();
    if (!address.isEmpty())
        x = drawText(painter, x, rect, address, look::font(Face::Mono), ink) + 7;
    x = drawText(painter, x, rect, index.data().toString(), look::font(heading ? Face::Bold : Face::Body), ink);
    const QString note = index.data(models::NoteRole).toString();
    if (!note.isEmpty())
        drawText(painter, x, rect, u" · "_s + note, look::font(Face::Body), Token::TextSecondary);
}

void TopologyDelegate::paintBadges(QPainter &painter, const QRect &rect, const QModelIndex &index)
{
    const auto badges = index.data(models::BadgesRole).value<QList<models::Badge>>();
    int x = rect.left() + 4;
    for (const models::Badge &badge : badges) {
        const int room = rect.right() + 2 - x;
        const bool fits = look::badgeWidth(badge.text) <= room;
        // The first one is the one that matters most: it is said as far as it goes.
        const QString words = fits ? badge.text : &badge == &badges.front() ? look::badgeText(badge.text, room) : QString();
        if (words.isEmpty()) {
            drawText(painter, x, rect, u"…"_s, look::font(Face::Body), Token::TextSecondary);
            break;
        }
        x = look::paintBadge(painter, x, rect, words, toneOf(badge.meaning)) + badgeGap;
    }
}

void TopologyDelegate::paintHolder(QPainter &painter, const QRect &rect, const QModelIndex &index)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const bool pending = index.data(models::PendingRole).toBool();
    const bool locked = !index.data(models::LockedRole).toString().isEmpty() || index.data(models::GuardedRole).toBool();
    int x = rect.left() + 4;
    const Token ink = pending ? Token::Text : inkOf(index);
    if (pending || locked) {
        const QString icon = pending ? u"arrow-right"_s : u"lock"_s;
        painter.drawPixmap(look::leading(painter, rect, x, look::px(14)), rect.center().y() - look::px(6), look::pixmap(icon, pending ? Token::Accent : ink, look::px(14), ratio));
        x += look::px(19);
    }
    const bool heading = index.data(models::HeadingRole).toBool();
    drawText(painter, x, rect, index.data().toString(), look::font(pending ? Face::Bold : Face::Body),
             heading ? Token::TextSecondary : ink);
}

bool TopologyDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                                 const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString tip = index.data().toString();
    if (index.column() == TopologyModel::CapabilityColumn) {
        QStringList lines;
        for (const models::Badge &badge : index.data(models::BadgesRole).value<QList<models::Badge>>())
            lines.append(badge.why.isEmpty() ? badge.text : badge.text + u": "_s + badge.why);
        tip = lines.join(u'\n');
    }
    if (const QString why = index.data(Qt::ToolTipRole).toString(); !why.isEmpty())
        tip = Qt::convertFromPlainText(tip + u'\n' + why); // as rich text its lines are broken
    QToolTip::showText(event->globalPos(), tip, view);
    return true;
}

} // namespace patchbay::views
