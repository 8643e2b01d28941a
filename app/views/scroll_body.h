// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QScrollArea>

#include <utility>

class QVBoxLayout;

namespace patchbay::views {

/// A column that asks for the height all of it needs, gives its widgets what there is, and scrolls once they are at their
/// smallest. What has the focus is always in sight.
class ScrollBody final : public QScrollArea
{
    Q_OBJECT
public:
    /// `least` pixels are asked for at any rate, if there is so much to show.
    ScrollBody(int least, QWidget *parent);
    [[nodiscard]] QVBoxLayout *column() const { return m_column; }
    /// Words wrap: the height depends on the width this is going to have.
    void planFor(int width);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] int smallest(int width) const;
    void place();
    void tell();

    QVBoxLayout *m_column;
    int m_least;
    int m_width = 0;
    std::pair<QSize, QSize> m_told; ///< what the layout round this was told: hint and minimum
};

} // namespace patchbay::views
