// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QAbstractListModel>

#include <vector>

namespace patchbay::models {

/// What applying will do, in order, each a sentence.
class StepModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { StepKindRole = Qt::UserRole + 1 };

    using QAbstractListModel::QAbstractListModel;
    void setSteps(std::vector<wire::Step> steps);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::vector<wire::Step> m_steps;
};

} // namespace patchbay::models
