// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// A strip under the header while a change of the host in front waits to be kept: how much time is left, what the host does by
/// itself when that is over, and what can be done about it; where the host is out of reach, that. Hidden while nothing waits.
class TrialBar final : public QFrame
{
    Q_OBJECT
public:
    explicit TrialBar(QWidget *parent = nullptr);
    void show(const client::Session *session);
    /// The button that a person most likely wants now; nullptr: none can be pressed.
    [[nodiscard]] QWidget *entry() const;

signals:
    void keepRequested();
    void extendRequested();
    void backRequested();
    void compareRequested();
    void rebootRequested();
    void reconnectRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showButtons(const client::Session &session);
    void dress();

    QBoxLayout *m_row;
    QLabel *m_icon;
    QLabel *m_count;
    QLabel *m_title;
    QLabel *m_about;
    QPushButton *m_compare, *m_back, *m_extend, *m_keep, *m_reboot, *m_reconnect;
};

} // namespace patchbay::views
