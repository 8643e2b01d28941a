// SPDX-License-Identifier: BSD-2-Clause
#include "views/topology_view.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"
#include "models/drag_payload.h"
#include "models/topology_model.h"
#include "views/carry.h"
#include "views/drag_chip.h"
#include "views/topology_delegate.h"

#include <QApplication>
#include <QDrag>
#include <QDragEnterEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <utility>

namespace patchbay::views {

using look::Token;
using models::TopologyModel;

namespace {
/// More rows than this are not unfolded at once: laying them out would take longer than a person waits.
constexpr int unfoldBudget = 3000;
}

TopologyView::TopologyView(TopologyModel *model, Carry *carry, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
    , m_carry(carry)
{
    setObjectName(QStringLiteral("topology"));
    setAccessibleName(tr("PCI functions"));
    setUniformRowHeights(true);
    setIndentation(look::px(look::indent));
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setMouseTracking(true);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDropIndicatorShown(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new TopologyDelegate(this));
    header()->setMinimumSectionSize(60);
    header()->setDefaultSectionSize(60); // what the last column keeps at any rate
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &TopologyView::remember);
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &TopologyView::unfoldAll);
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(true);
    header()->setFixedHeight(look::px(26));
    connect(header(), &QHeaderView::sectionResized, this, &TopologyView::resized);
    // Not as wide as a row's words, which Qt would do: rows are without end. As wide as by themselves.
    disconnect(header(), &QHeaderView::sectionHandleDoubleClicked, nullptr, nullptr);
    connect(header(), &QHeaderView::sectionHandleDoubleClicked, this, [this] { setShares({}); });
    unfoldAll();
}

void TopologyView::remember()
{
    m_selectedBefore.clear();
    m_currentBefore = currentIndex().data(models::AddressRole).toString();
    m_scrollBefore = verticalScrollBar()->value();
    for (const QModelIndex &row : selectionModel()->selectedRows())
        m_selectedBefore.append(row.data(models::AddressRole).toString());
    m_selectedBefore.removeAll(QString());
}

void TopologyView::unfoldAll()
{
    setRootIsDecorated(m_model->shape() != TopologyModel::Shape::Flat);
    if (m_model->visibleRows() <= unfoldBudget) {
        expandAll();
    } else {
        int budget = unfoldBudget;
        unfold({}, budget);
    }
    for (const QString &address : std::as_const(m_selectedBefore)) {
        const QModelIndex row = m_model->indexOf(address);
        if (row.isValid())
            selectionModel()->select(row, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    const QModelIndex current = m_currentBefore.isEmpty() ? QModelIndex() : m_model->indexOf(m_currentBefore);
    if (current.isValid())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    verticalScrollBar()->setValue(m_scrollBefore);
}

void TopologyView::unfold(const QModelIndex &parent, int &budget)
{
    const int rows = m_model->rowCount(parent);
    if (rows == 0 || rows > budget)
        return;
    budget -= rows;
    if (parent.isValid())
        expand(parent);
    for (int row = 0; row < rows && budget > 0; ++row)
        unfold(m_model->index(row, 0, parent), budget);
}

void TopologyView::setShares(std::optional<Shares> shares)
{
    const bool possible = shares && shares->function > 0 && shares->capability > 0 && shares->function + shares->capability < 1;
    m_shares = possible ? shares : std::nullopt;
    fitColumns();
}

void TopologyView::resized(int column)
{
    const int width = viewport()->width();
    if (std::exchange(m_fitting, true))
        return;
    if (column != TopologyModel::HolderColumn && width > 0 && header()->count() > TopologyModel::HolderColumn) {
        m_shares = {double(header()->sectionSize(TopologyModel::FunctionColumn)) / width,
                    double(header()->sectionSize(TopologyModel::CapabilityColumn)) / width};
        placeColumns();
    }
    m_fitting = false;
}

void TopologyView::fitColumns()
{
    if (std::exchange(m_fitting, true))
        return;
    placeColumns();
    m_fitting = false;
}

void TopologyView::placeColumns()
{
    const int width = viewport()->width();
    if (m_shares) {
        // None can be dragged out of sight, nor push another one there.
        const int least = header()->minimumSectionSize();
        const int capability = qBound(least, qRound(m_shares->capability * width), qMax(least, width - 2 * least));
        header()->resizeSection(TopologyModel::CapabilityColumn, capability);
        header()->resizeSection(TopologyModel::FunctionColumn,
                                qBound(least, qRound(m_shares->function * width), qMax(least, width - capability - least)));
        return;
    }
    // In a narrow tree every column gives way in its measure; none is pushed out of sight.
    const int holder = qMin(qBound(look::px(110), width * 23 / 100, look::px(240)), width * 27 / 100);
    const int badges = qMin(qBound(look::px(150), width * 30 / 100, look::px(300)), width * 36 / 100);
    header()->resizeSection(TopologyModel::FunctionColumn, width - holder - badges);
    header()->resizeSection(TopologyModel::CapabilityColumn, badges);
}

void TopologyView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fitColumns();
}

QModelIndexList TopologyView::selectedRows() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, [this](const QModelIndex &row) { return visualRect(row).top(); });
    return rows;
}

QStringList TopologyView::selectedMoves() const
{
    QStringList moves;
    for (const QModelIndex &row : selectedRows())
        moves += row.data(models::MovesRole).toStringList();
    moves.removeDuplicates();
    return moves;
}

QStringList TopologyView::selectedAddresses() const
{
    QStringList addresses;
    for (const QModelIndex &row : selectedRows()) {
        const QString address = row.data(models::AddressRole).toString();
        addresses += address.isEmpty() ? row.data(models::MovesRole).toStringList() : QStringList{address};
    }
    addresses.removeDuplicates();
    return addresses;
}

void TopologyView::selectAddress(const QString &address)
{
    const QModelIndex row = m_model->indexOf(address);
    if (!row.isValid())
        return;
    setCurrentIndex(row);
    scrollTo(row);
}

void TopologyView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    const QString address = current.data(models::AddressRole).toString();
    if (!address.isEmpty())
        emit looked(address);
}

void TopologyView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? indexAt(event->position().toPoint()) : QModelIndex();
    m_pressedAt = event->position().toPoint();
    QTreeView::mousePressEvent(event);
}

void TopologyView::mouseMoveEvent(QMouseEvent *event)
{
    const bool fixed = event->buttons() == Qt::LeftButton && m_pressed.isValid() && m_pressed.data(models::MovesRole).toStringList().isEmpty();
    if (!fixed)
        return QTreeView::mouseMoveEvent(event);
    if ((event->position().toPoint() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance())
        QToolTip::showText(event->globalPosition().toPoint(), whyItStays(m_pressed), this);
}

QString TopologyView::whyItStays(const QModelIndex &row) const
{
    const QString locked = row.data(models::LockedRole).toString();
    return locked.isEmpty() ? tr("Nothing in this row can be passed through.") : tr("It stays with the host: %1.").arg(locked);
}

void TopologyView::startDrag(Qt::DropActions)
{
    const QStringList moves = selectedMoves();
    if (moves.isEmpty())
        return;
    m_carry->begin(Carry::How::Mouse, moves);
    if (m_carry->how() == Carry::How::None)
        return;
    QDrag drag(this);
    models::DragPayload payload{moves};
    drag.setMimeData(payload.toMime());
    drag.setPixmap(dragChip(m_carry->caption(), m_carry->kindOf(moves.front()), devicePixelRatioF()));
    drag.setHotSpot({-14, -6});
    drag.exec(Qt::MoveAction);
    m_carry->letGo();
}

void TopologyView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->source() != this && models::DragPayload::fromMime(event->mimeData()))
        event->acceptProposedAction();
}

void TopologyView::dragMoveEvent(QDragMoveEvent *event)
{
    if (event->source() != this && models::DragPayload::fromMime(event->mimeData()))
        event->acceptProposedAction();
    else
        event->ignore();
}

void TopologyView::dropEvent(QDropEvent *event)
{
    const auto payload = models::DragPayload::fromMime(event->mimeData());
    if (event->source() == this || !payload || !letGo(*event))
        return event->ignore();
    event->acceptProposedAction();
    m_carry->release(payload->functions);
}

void TopologyView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_carry->how() != Carry::How::None)
        return m_carry->cancel();
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        const QStringList moves = selectedMoves();
        if (!moves.isEmpty())
            m_carry->begin(Carry::How::Keyboard, moves);
        else
            emit m_carry->refused(whyItStays(currentIndex()));
        return;
    }
    if (event->key() == Qt::Key_Delete) {
        const QStringList moves = selectedMoves();
        if (!moves.isEmpty())
            m_carry->release(moves);
        return;
    }
    QTreeView::keyPressEvent(event);
}

void TopologyView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    const look::Palette &palette = look::palette();
    painter->fillRect(rect, palette[selectionModel()->isSelected(index) ? Token::AccentSoft : Token::Panel]);
    if (m_model->hasChildren(index) && rootIsDecorated()) {
        const QString icon = isExpanded(index) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
        const int size = look::px(12);
        painter->drawPixmap(isRightToLeft() ? rect.left() + 2 : rect.right() - size - 2, rect.center().y() - size / 2,
                            look::pixmap(icon, Token::TextSecondary, size, devicePixelRatioF()));
    }
    if (index.data(models::PendingRole).toBool())
        painter->fillRect(QRect(isRightToLeft() ? viewport()->width() - 3 : 0, rect.top(), 3, rect.height()), palette[Token::Accent]);
}

} // namespace patchbay::views
