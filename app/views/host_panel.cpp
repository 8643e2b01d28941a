// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_panel.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"
#include "models/host_model.h"
#include "views/widgets.h"

#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;
using models::HostModel;

namespace {

class HostDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        if (index.data(HostModel::IsHeadingRole).toBool())
            return {100, look::px(index.row() == 0 ? 26 : 34)};
        return {100, look::px(index.data(HostModel::StateRole).toString().isEmpty() ? look::rowHeight : 42)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (index.data(HostModel::IsHeadingRole).toBool())
            paintHeading(*painter, option.rect, index.data().toString());
        else
            paintHost(*painter, option, index);
        painter->restore();
    }

private:
    static void paintHeading(QPainter &painter, const QRect &rect, const QString &text)
    {
        QFont font = look::font(look::Face::SmallBold);
        font.setCapitalization(QFont::AllUppercase);
        font.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
        painter.setFont(font);
        painter.setPen(look::palette()[Token::TextSecondary]);
        painter.drawText(rect.adjusted(8, 0, -4, -5), Qt::AlignLeft | Qt::AlignBottom,
                         painter.fontMetrics().elidedText(text.toUpper(), Qt::ElideRight, rect.width() - 12));
    }

    static Token dotOf(models::Meaning meaning)
    {
        switch (meaning) {
        case models::Meaning::Good: return Token::Ok;
        case models::Meaning::Warn: return Token::Warn;
        case models::Meaning::Block: return Token::Block;
        case models::Meaning::Note:
        case models::Meaning::Interrupt:
        case models::Meaning::Iommu: return Token::Accent;
        case models::Meaning::Plain: break;
        }
        return Token::TextFaint;
    }

    static void paintHost(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index)
    {
        const look::Palette &palette = look::palette();
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(0.5, 1, -0.5, -1);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter.setPen(option.state & QStyle::State_HasFocus ? QPen(palette[Token::Accent]) : QPen(Qt::NoPen));
            painter.setBrush(palette[selected ? Token::AccentSoft : Token::Window]);
            painter.drawRoundedRect(box, 5, 5);
        }
        const QString state = index.data(HostModel::StateRole).toString();
        const QRect words = QStyle::visualRect(option.direction, option.rect, option.rect.adjusted(25, 0, -6, 0));
        const int middle = state.isEmpty() ? option.rect.center().y() + 1 : option.rect.top() + look::px(14);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette[dotOf(models::Meaning(index.data(HostModel::MeaningRole).toInt()))]);
        painter.drawEllipse(QPointF(look::leading(painter, option.rect, option.rect.left() + 12, 0), option.rect.center().y() + 0.5), 4.5, 4.5);

        painter.setFont(look::font(selected ? look::Face::Bold : look::Face::Body));
        painter.setPen(palette[Token::Text]);
        const QString name = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, words.width());
        painter.drawText(QRect(words.left(), middle - look::px(10), words.width(), look::px(20)), Qt::AlignVCenter, name);
        if (state.isEmpty())
            return;
        painter.setFont(look::font(look::Face::Small));
        painter.setPen(palette[Token::TextSecondary]);
        painter.drawText(QRect(words.left(), middle + look::px(8), words.width(), look::px(16)), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(state, Qt::ElideRight, words.width()));
    }
};

} // namespace

HostPanel::HostPanel(HostModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_list(new QListView(this))
{
    setObjectName(u"sidebar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(140);
    m_list->setObjectName(u"hosts"_s);
    m_list->setAccessibleName(tr("Hosts"));
    m_list->setModel(model);
    m_list->setItemDelegate(new HostDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setSpacing(0);
    QPushButton *add = button(tr("Add host…"), "link", "addHost", this);
    add->setIcon(look::icon(u"plus"_s, Token::TextSecondary));
    QPushButton *open = button(tr("Open a dump…"), "link", "openDump", this);
    open->setIcon(look::icon(u"open"_s, Token::TextSecondary));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 12, 8, 8);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    column->addWidget(add);
    column->addWidget(open);

    // Not the current row: a list that gets the focus makes its first row current without anybody choosing it.
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this](const QItemSelection &now) {
        const QString spec = now.isEmpty() ? QString() : now.indexes().front().data(HostModel::SpecRole).toString();
        if (!spec.isEmpty())
            emit chosen(spec);
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, &HostPanel::offerMenu);
    connect(add, &QPushButton::clicked, this, &HostPanel::addRequested);
    connect(open, &QPushButton::clicked, this, &HostPanel::openRequested);
}

void HostPanel::select(const QString &spec)
{
    const QModelIndex at = m_model->indexOf(spec);
    if (at.isValid() && m_list->currentIndex() != at)
        m_list->setCurrentIndex(at);
}

QWidget *HostPanel::entry() const
{
    return m_list;
}

void HostPanel::offerMenu(const QPoint &at)
{
    const QString spec = m_list->indexAt(at).data(HostModel::SpecRole).toString();
    if (spec.isEmpty())
        return;
    QMenu menu;
    menu.setObjectName(u"hostMenu"_s);
    const auto offer = [&](const char *icon, const QString &text, void (HostPanel::*signal)(const QString &)) {
        connect(menu.addAction(look::icon(QLatin1String(icon)), text), &QAction::triggered, this, [this, spec, signal] { emit (this->*signal)(spec); });
    };
    offer("note", tr("Connection details…"), &HostPanel::detailsRequested);
    if (spec != u"local"_s) {
        offer("settings", tr("Edit…"), &HostPanel::editRequested);
        offer("copy", tr("Duplicate…"), &HostPanel::duplicateRequested);
        menu.addSeparator();
        offer("trash", tr("Forget this host"), &HostPanel::removeRequested);
    }
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace patchbay::views
