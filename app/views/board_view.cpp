// SPDX-License-Identifier: BSD-2-Clause
#include "views/board_view.h"

#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"
#include "models/board_model.h"
#include "models/drag_payload.h"
#include "models/text.h"
#include "views/board_delegate.h"
#include "views/drag_chip.h"

#include <QDrag>
#include <QDragEnterEvent>
#include <QHeaderView>
#include <QPainter>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;
using models::BoardModel;

BoardView::BoardView(BoardModel *model, Carry *carry, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_carry(carry)
    , m_tip(new ReasonTip(parent->window()))
{
    setObjectName(u"board"_s);
    setAccessibleName(tr("Guest board, 32 slots by 8 functions"));
    setModel(model);
    setItemDelegate(new BoardDelegate(this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDropIndicatorShown(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setFixedHeight(look::px(28));
    horizontalHeader()->setMinimumSectionSize(24);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(look::px(look::rowHeight) + 1);
    verticalHeader()->setFixedWidth(look::px(34));
    verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    verticalHeader()->setSectionsClickable(false);
    verticalHeader()->setHighlightSections(false);
    connect(model, &QAbstractItemModel::dataChanged, this, &BoardView::spread);
    connect(carry, &Carry::begun, this, &BoardView::begun);
    connect(carry, &Carry::answered, this, &BoardView::answered);
    connect(carry, &Carry::ended, this, &BoardView::ended);
    spread();
}

void BoardView::spread()
{
    clearSpans();
    for (int slot = 0; slot < BoardModel::slotCount; ++slot) {
        for (int function = 0; function < BoardModel::functionCount; ++function) {
            const int span = m_model->index(slot, function).data(BoardModel::SpanRole).toInt();
            if (span > 1)
                setSpan(slot, function, 1, span);
        }
    }
    viewport()->update();
}

void BoardView::goTo(int slot, int function)
{
    const QModelIndex cell = m_model->index(qBound(0, slot, BoardModel::slotCount - 1),
                                            qBound(0, function, BoardModel::functionCount - 1));
    setCurrentIndex(cell);
    scrollTo(cell);
    hover(cell, visualRect(cell).center());
}

void BoardView::begun()
{
    hover({}, {});
    m_stepped = false;
    if (m_carry->how() == Carry::How::Keyboard)
        setFocus(Qt::OtherFocusReason);
}

void BoardView::answered(bool first)
{
    // Who moved already knows where to; the cursor is not taken out of their hands.
    if (m_carry->how() != Carry::How::Keyboard || m_stepped || !first)
        return hover(m_hovered, m_hoverAt);
    for (const wire::Option &option : m_model->options()->cells) {
        if (option.legal)
            return goTo(option.slot, option.function);
    }
    goTo(1, 0);
}

void BoardView::ended(bool)
{
    hover({}, {});
}

void BoardView::hover(const QModelIndex &cell, const QPoint &at)
{
    if (!m_tip)
        return;
    if (m_hovered != cell)
        viewport()->update();
    m_hovered = cell;
    m_hoverAt = at;
    const auto offer = BoardModel::Offer(cell.data(BoardModel::OfferRole).toInt());
    const bool legal = offer == BoardModel::Offer::Legal;
    if (!cell.isValid() || offer == BoardModel::Offer::None || (legal && m_model->options()->guard.empty()))
        return m_tip->hide();
    const QPoint place = viewport()->mapTo(window(), at);
    if (legal)
        return m_tip->say(place, tr("The host stands on it."), models::text(m_model->options()->guard),
                          tr("It may be put here; to apply that, lift the guard under Findings by typing the host's name."));
    if (offer == BoardModel::Offer::Asking)
        return m_tip->say(place, tr("Asking the engine…"), {}, {});
    const QString title = cell.data(BoardModel::ReasonTitleRole).toString();
    m_tip->say(place, title.isEmpty() ? tr("Not here.") : title, cell.data(BoardModel::ReasonRole).toString(),
               models::text(m_model->options()->hint));
}

void BoardView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!m_hovered.isValid() || !m_model->carrying())
        return;
    const look::Palette &palette = look::palette();
    QPainter painter(viewport());
    const wire::Option *option = m_model->option(m_hovered.row(), m_hovered.column());
    if (!option || !option->legal) {
        if (option)
            look::paintCell(painter, visualRect(m_hovered).adjusted(1, 1, -2, -2),
                            {palette[Token::BlockSoft], palette[Token::Block], false, false, 2});
        return;
    }
    for (const wire::Position &land : option->lands) {
        const QRect box = visualRect(m_model->index(land.slot, land.function)).adjusted(1, 1, -2, -2);
        look::paintCell(painter, box, {palette[Token::OkSoft], palette[Token::Ok], false, false, 2});
        painter.setFont(look::font(look::Face::SmallBold));
        painter.setPen(palette[Token::Ok]);
        const QString address = models::text(land.host).section(u':', 1).replace(u':', u'/');
        const QRect words = box.adjusted(7, 0, -2, 0);
        painter.drawText(words, Qt::AlignVCenter, painter.fontMetrics().elidedText(address, Qt::ElideLeft, words.width()));
    }
}

void BoardView::startDrag(Qt::DropActions)
{
    const QString address = currentIndex().data(BoardModel::HostAddressRole).toString();
    if (address.isEmpty())
        return;
    m_carry->begin(Carry::How::Mouse, {address});
    if (m_carry->how() == Carry::How::None)
        return;
    QDrag drag(this);
    models::DragPayload payload{{address}};
    drag.setMimeData(payload.toMime());
    drag.setPixmap(dragChip(m_carry->caption(), m_carry->kindOf(address), devicePixelRatioF()));
    drag.setHotSpot({-14, -6});
    drag.exec(Qt::MoveAction);
    m_carry->letGo();
}

void BoardView::dragEnterEvent(QDragEnterEvent *event)
{
    if (models::DragPayload::fromMime(event->mimeData()))
        event->acceptProposedAction();
}

void BoardView::dragMoveEvent(QDragMoveEvent *event)
{
    QTableView::dragMoveEvent(event); // scrolls near the edges
    if (!models::DragPayload::fromMime(event->mimeData()))
        return event->ignore();
    const QPoint at = event->position().toPoint();
    const QModelIndex cell = indexAt(at);
    hover(cell, at);
    // While the engine is asked, too: what is dropped by then is put down once it has said yes.
    const wire::Option *option = cell.isValid() ? m_model->option(cell.row(), cell.column()) : nullptr;
    if (cell.isValid() && (m_model->asking() || (option && option->legal))) {
        event->setDropAction(Qt::MoveAction);
        event->accept();
    } else {
        event->ignore();
    }
}

void BoardView::dragLeaveEvent(QDragLeaveEvent *event)
{
    QTableView::dragLeaveEvent(event);
    hover({}, {});
}

void BoardView::dropEvent(QDropEvent *event)
{
    stopAutoScroll();
    setState(NoState);
    const QModelIndex cell = indexAt(event->position().toPoint());
    if (cell.isValid() && letGo(*event) && m_carry->drop(cell.row(), cell.column())) {
        event->setDropAction(Qt::MoveAction);
        event->accept();
        setCurrentIndex(cell);
    } else {
        event->ignore();
    }
}

void BoardView::carryKey(QKeyEvent *event)
{
    const QModelIndex at = currentIndex();
    m_stepped = true;
    switch (event->key()) {
    case Qt::Key_Up: return goTo(at.row() - 1, at.column());
    case Qt::Key_Down: return goTo(at.row() + 1, at.column());
    case Qt::Key_Left: return goTo(at.row(), at.column() - 1);
    case Qt::Key_Right: return goTo(at.row(), at.column() + 1);
    case Qt::Key_PageUp: return goTo(at.row() - 8, at.column());
    case Qt::Key_PageDown: return goTo(at.row() + 8, at.column());
    case Qt::Key_Home: return goTo(0, 0);
    case Qt::Key_End: return goTo(BoardModel::slotCount - 1, 0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!m_carry->drop(at.row(), at.column()))
            hover(at, visualRect(at).center());
        return;
    case Qt::Key_Escape:
        m_carry->cancel();
        emit left();
        return;
    }
}

void BoardView::keyPressEvent(QKeyEvent *event)
{
    if (m_carry->how() == Carry::How::Keyboard)
        return carryKey(event);
    const QString address = currentIndex().data(BoardModel::HostAddressRole).toString();
    if (event->key() == Qt::Key_Space && !address.isEmpty())
        return m_carry->begin(Carry::How::Keyboard, {address});
    if (event->key() == Qt::Key_Delete && !address.isEmpty())
        return m_carry->release({address});
    QTableView::keyPressEvent(event);
}

void BoardView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    const QString address = current.data(BoardModel::HostAddressRole).toString();
    if (!address.isEmpty())
        emit looked(address);
}

void BoardView::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    if (m_carry && m_carry->how() == Carry::How::Keyboard && event->reason() != Qt::PopupFocusReason &&
        event->reason() != Qt::ActiveWindowFocusReason)
        m_carry->cancel();
}

} // namespace patchbay::views
