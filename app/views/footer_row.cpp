// SPDX-License-Identifier: BSD-2-Clause
#include "views/footer_row.h"

#include <QStyle>
#include <QWidget>

namespace patchbay::views {

namespace {
constexpr int gap = 8;
}

FooterRow::FooterRow() = default;
FooterRow::~FooterRow() = default;

void FooterRow::addItem(QLayoutItem *item)
{
    m_items.emplace_back(item);
    invalidate();
}

QLayoutItem *FooterRow::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[std::size_t(index)].get() : nullptr;
}

QLayoutItem *FooterRow::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[std::size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    if (index < m_stretch)
        --m_stretch;
    return item;
}

QList<FooterRow::Row> FooterRow::rows(int width) const
{
    QList<Row> rows;
    for (int i = 0; i < count(); ++i) {
        if (itemAt(i)->isEmpty())
            continue;
        const QSize size = itemAt(i)->sizeHint();
        if (rows.isEmpty() || rows.back().width + gap + size.width() > width)
            rows.append(Row());
        Row &row = rows.back();
        row.width += size.width() + (row.items.isEmpty() ? 0 : gap);
        row.height = qMax(row.height, size.height());
        row.items.append(i);
    }
    return rows;
}

int FooterRow::heightForWidth(int width) const
{
    int height = 0;
    for (const Row &row : rows(width))
        height += row.height + (height > 0 ? gap : 0);
    return height;
}

QSize FooterRow::sizeHint() const
{
    const QList<Row> all = rows(QWIDGETSIZE_MAX);
    return all.isEmpty() ? QSize(0, 0) : QSize(all.front().width, all.front().height);
}

QSize FooterRow::minimumSize() const
{
    QSize least(0, 0);
    for (int i = 0; i < count(); ++i) {
        if (!itemAt(i)->isEmpty())
            least = least.expandedTo(itemAt(i)->sizeHint());
    }
    return least;
}

void FooterRow::place(const Row &row, QRect line) const
{
    const auto put = [&](int item, int left) {
        const QSize size = itemAt(item)->sizeHint();
        const QRect at(left, line.top() + (row.height - size.height()) / 2, qMin(size.width(), line.width()), size.height());
        itemAt(item)->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), line, at));
    };
    int left = line.left();
    for (const int item : row.items) {
        if (item >= m_stretch)
            break;
        put(item, left);
        left += itemAt(item)->sizeHint().width() + gap;
    }
    int right = line.left() + line.width();
    for (auto item = row.items.rbegin(); item != row.items.rend() && *item >= m_stretch; ++item) {
        right -= itemAt(*item)->sizeHint().width();
        put(*item, qMax(line.left(), right));
        right -= gap;
    }
}

void FooterRow::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    int top = rect.top();
    for (const Row &row : rows(rect.width())) {
        place(row, QRect(rect.left(), top, rect.width(), row.height));
        top += row.height + gap;
    }
}

} // namespace patchbay::views
