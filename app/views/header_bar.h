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

class ElidedLabel;
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
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showBadges(const client::Session *session);
    /// Shows as many pills as there is room for, the first first.
    void fitBadges();
    void dressReview();
    QPushButton *mirror(QAction *action, const char *role, const char *name);

    ElidedLabel *m_name, *m_about;
    QWidget *m_badges;
    QHBoxLayout *m_badgeRow;
    QList<Pill *> m_pills;
    QPushButton *m_review;
    qsizetype m_used = 0; ///< of m_pills
    int m_changes = 0;
};

} // namespace patchbay::views
