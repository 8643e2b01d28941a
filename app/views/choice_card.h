// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QRadioButton;

namespace patchbay::views {

/// One of several ways, with what it means underneath; the whole card can be clicked.
class ChoiceCard final : public QFrame
{
    Q_OBJECT
public:
    ChoiceCard(const QString &title, const QString &tag, const QString &about, QWidget *parent);
    [[nodiscard]] QRadioButton *radio() const { return m_radio; }

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void mark(bool chosen);

    QRadioButton *m_radio;
};

} // namespace patchbay::views
