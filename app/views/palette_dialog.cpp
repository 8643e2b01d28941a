// SPDX-License-Identifier: BSD-2-Clause
#include "views/palette_dialog.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using look::Token;

namespace {

constexpr int most = 60;
constexpr int AboutRole = Qt::UserRole + 1;
constexpr int KeysRole = Qt::UserRole + 2;

/// The text at the left, where it belongs and its keys at the right.
class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {200, look::px(look::rowHeight)}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        const look::Palette &palette = look::palette();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, palette[Token::AccentSoft]);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        QRect rest = option.rect.adjusted(12, 0, -12, 0);
        painter->setFont(look::font(look::Face::Small));
        painter->setPen(palette[Token::TextSecondary]);
        QString right = index.data(AboutRole).toString();
        const QString keys = index.data(KeysRole).toString();
        if (!keys.isEmpty())
            right += (right.isEmpty() ? QString() : u"   "_s) + keys;
        right = painter->fontMetrics().elidedText(right, Qt::ElideRight, rest.width() * 3 / 5);
        painter->drawText(rest, Qt::AlignVCenter | Qt::AlignRight, right);
        rest.setRight(rest.right() - painter->fontMetrics().horizontalAdvance(right) - 12);
        painter->setFont(look::font(look::Face::Body));
        painter->setPen(palette[enabled ? Token::Text : Token::TextFaint]);
        painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rest.width()));
        painter->restore();
    }
};

bool matches(const PaletteDialog::Entry &entry, const QStringList &words)
{
    const QString whole = entry.about + u' ' + entry.text;
    return std::ranges::all_of(words, [&](const QString &word) { return whole.contains(word, Qt::CaseInsensitive); });
}

} // namespace

PaletteDialog::PaletteDialog(QList<Entry> entries, More more, QWidget *window)
    : QDialog(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_entries(std::move(entries))
    , m_more(std::move(more))
    , m_words(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(u"palette"_s);
    setAccessibleName(tr("Find a command, host, guest or function"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_words->setObjectName(u"paletteWords"_s);
    m_words->setAccessibleName(accessibleName());
    m_words->setPlaceholderText(tr("Command, host, guest or function…"));
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What matches"));
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(m_words);
    column->addWidget(m_list, 1);
    m_words->installEventFilter(this);
    connect(m_words, &QLineEdit::textChanged, this, &PaletteDialog::fill);
    connect(m_list, &QListWidget::itemClicked, this, &PaletteDialog::choose);
    fill();
    m_words->setFocus();
}

void PaletteDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    const QWidget *window = parentWidget();
    resize(qMin(look::px(620), window->width() - 40), qMin(look::px(380), window->height() - 80));
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, look::px(70))));
}

void PaletteDialog::fill()
{
    const QStringList words = m_words->text().split(u' ', Qt::SkipEmptyParts);
    m_shown.clear();
    for (const Entry &entry : std::as_const(m_entries)) {
        if (matches(entry, words) && m_shown.size() < most)
            m_shown.append(entry);
    }
    if (m_more && m_words->text().trimmed().size() > 1)
        m_shown += m_more(m_words->text());
    std::ranges::stable_sort(m_shown, std::greater(), &Entry::enabled);
    m_shown = m_shown.mid(0, most);
    m_list->clear();
    for (const Entry &entry : std::as_const(m_shown)) {
        auto *item = new QListWidgetItem(entry.text, m_list);
        item->setData(AboutRole, entry.enabled || entry.whyNot.isEmpty() ? entry.about : entry.whyNot);
        item->setData(KeysRole, entry.keys);
        item->setData(Qt::AccessibleTextRole, entry.about + u": "_s + entry.text);
        if (!entry.enabled)
            item->setFlags(Qt::NoItemFlags);
    }
    if (m_shown.isEmpty())
        (new QListWidgetItem(tr("Nothing is called that"), m_list))->setFlags(Qt::NoItemFlags);
    m_list->setCurrentRow(0);
}

void PaletteDialog::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size() || !m_shown[row].enabled)
        return;
    const std::function<void()> act = m_shown[row].act;
    QWidget *window = parentWidget();
    close();
    // After this popup has gone and given the focus back.
    QMetaObject::invokeMethod(window, [act] { act(); }, Qt::QueuedConnection);
}

bool PaletteDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: QApplication::sendEvent(m_list, event); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(); return true;
    default: return QDialog::eventFilter(watched, event);
    }
}

} // namespace patchbay::views
