// SPDX-License-Identifier: BSD-2-Clause
#include "models/step_model.h"

#include "models/text.h"

namespace patchbay::models {

void StepModel::setSteps(std::vector<wire::Step> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

int StepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_steps.size());
}

QVariant StepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const wire::Step &step = m_steps[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(step.text);
    case StepKindRole: return text(step.kind);
    }
    return {};
}

} // namespace patchbay::models
