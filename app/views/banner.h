// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace patchbay::views {

/// A strip under the header for what waits for the person: a reboot, a confirmation, a failure.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);
    /// An empty `action` leaves only the cross.
    void say(const QString &text, const QString &action = {});

signals:
    void acted();

private:
    QLabel *m_words;
    QPushButton *m_action;
};

} // namespace patchbay::views
