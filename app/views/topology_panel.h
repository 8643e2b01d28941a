// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/topology_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class Carry;
class EmptyState;
class Segments;
class TopologyView;

/// Filter, the three shapes, the tree, and what stands there while there is no tree.
class TopologyPanel final : public QWidget
{
    Q_OBJECT
public:
    TopologyPanel(models::TopologyModel *model, Carry *carry, QWidget *parent = nullptr);

    /// nullptr: no host.
    void show(const client::Session *session);
    [[nodiscard]] TopologyView *view() const { return m_view; }
    [[nodiscard]] QLineEdit *filter() const { return m_filter; }
    void setShape(models::TopologyModel::Shape shape);

signals:
    void retryRequested();
    void cancelRequested();

private:
    void showPage(const client::Session *session);
    void act();

    models::TopologyModel *m_model;
    QLineEdit *m_filter;
    QLabel *m_count;
    Segments *m_shapes;
    QStackedWidget *m_pages;
    TopologyView *m_view;
    EmptyState *m_empty;
    const client::Session *m_session = nullptr;
};

} // namespace patchbay::views
