// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

#include <functional>

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
    /// `then` is what the action does; the banner goes away when it is pressed.
    void say(const QString &text, const QString &action = {}, std::function<void()> then = {});

private:
    std::function<void()> m_then;
    QLabel *m_words;
    QPushButton *m_action;
};

} // namespace patchbay::views
