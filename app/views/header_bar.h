// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class Pill;

/// The strip on top: which host, how it is, and the four verbs of the plan.
class HeaderBar final : public QWidget
{
    Q_OBJECT
public:
    struct Actions
    {
        QAction *undo, *redo, *discard, *review;
    };
    HeaderBar(const Actions &actions, QWidget *parent = nullptr);

    /// nullptr: no host.
    void show(const client::Session *session);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void showBadges(const client::Session *session);
    void dressReview();
    QPushButton *mirror(QAction *action, const char *role, const char *name);

    QLabel *m_name;
    QLabel *m_about;
    QHBoxLayout *m_badgeRow;
    QList<Pill *> m_pills;
    QPushButton *m_review;
    int m_changes = 0;
};

} // namespace patchbay::views
