// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QWidget>

class QListView;

namespace patchbay::models {
class HostModel;
}

namespace patchbay::views {

/// The hosts at the left, and the two ways to more of them.
class HostPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit HostPanel(models::HostModel *model, QWidget *parent = nullptr);

    void select(const QString &spec);
    [[nodiscard]] QWidget *entry() const; ///< where the focus goes on entering this part

signals:
    void chosen(const QString &spec);
    void addRequested();
    void openRequested();
    void removeRequested(const QString &spec);
    void editRequested(const QString &spec);
    void duplicateRequested(const QString &spec);
    void detailsRequested(const QString &spec);

private:
    void offerMenu(const QPoint &at);

    models::HostModel *m_model;
    QListView *m_list;
};

} // namespace patchbay::views
