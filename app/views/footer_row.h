// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QLayout>
#include <QList>

#include <memory>
#include <vector>

namespace patchbay::views {

/// The buttons of a sheet: a row, what comes after the stretch at its end. Where they do not fit beside each other they take
/// as many rows as they need, none narrower than its words.
class FooterRow final : public QLayout
{
    Q_OBJECT
public:
    FooterRow();
    ~FooterRow() override;

    void addStretch() { m_stretch = count(); }
    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    struct Row
    {
        QList<int> items;
        int width = 0, height = 0;
    };
    [[nodiscard]] QList<Row> rows(int width) const;
    void place(const Row &row, QRect line) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    int m_stretch = 0; ///< items from this one on stand at the end
};

} // namespace patchbay::views
