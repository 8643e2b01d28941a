// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QScrollArea>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace patchbay::models {
class FindingModel;
}

namespace patchbay::views {

class EmptyState;

/// What the engine found, each with its subject, its evidence on demand and a button where a fix exists.
class FindingsView final : public QScrollArea
{
    Q_OBJECT
public:
    explicit FindingsView(models::FindingModel *model, QWidget *parent = nullptr);

signals:
    void fixRequested(int row);
    void liftRequested(int row);
    void subjectChosen(int row);

private:
    void rebuild();
    QWidget *row(int number);
    void addVerbs(int number, QWidget *row, QHBoxLayout *line);
    void showRest(QPushButton *instead);

    models::FindingModel *m_model;
    QWidget *m_inside;
    QVBoxLayout *m_column;
};

} // namespace patchbay::views
