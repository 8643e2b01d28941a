// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace patchbay::client {
class Session;
}
namespace patchbay::models {
class BoardModel;
}

namespace patchbay::views {

class BoardView;
class Carry;
class EmptyState;
class Pill;

/// The guests of a host as tabs, what each is and does, and the board of the one in front.
class BoardPanel final : public QWidget
{
    Q_OBJECT
public:
    BoardPanel(models::BoardModel *model, Carry *carry, QWidget *parent = nullptr);

    /// nullptr: no host.
    void show(const client::Session *session);
    [[nodiscard]] QString guest() const;
    void chooseGuest(const QString &name);
    /// Whether the guest in front can be started or stopped now follows the connection, too.
    void showRun();
    void stepGuest(int step);
    [[nodiscard]] BoardView *view() const { return m_view; }
    [[nodiscard]] QWidget *entry() const; ///< where the focus goes on entering this part

signals:
    void guestChosen(const QString &name);
    void addRequested();
    void settingsRequested(const QString &guest);
    void startRequested(const QString &guest);
    void stopRequested(const QString &guest);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitStrip();
    void showTabs(const client::Session *session);
    void showGuest();
    void showState();

    models::BoardModel *m_model;
    const client::Session *m_session = nullptr;
    QTabBar *m_tabs;
    QWidget *m_strip;
    Pill *m_state;
    Pill *m_boot;
    Pill *m_memory;
    QPushButton *m_settings;
    QPushButton *m_run;
    QStackedWidget *m_pages;
    BoardView *m_view;
    EmptyState *m_empty;
    bool m_filling = false;
};

} // namespace patchbay::views
