// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QLabel;

namespace patchbay::views {

/// Why not, beside the pointer. A child of the window, so that it goes along with a drag on every platform.
class ReasonTip final : public QFrame
{
    Q_OBJECT
public:
    explicit ReasonTip(QWidget *window);

    /// `at` in the window's coordinates; the tip stays inside the window. `hint` is what would work.
    void say(const QPoint &at, const QString &title, const QString &reason, const QString &hint);
    [[nodiscard]] QString text() const;

private:
    QLabel *m_words;
};

} // namespace patchbay::views
