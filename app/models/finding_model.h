// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/roles.h"
#include "wire/messages.h"

#include <QAbstractListModel>

#include <vector>

namespace patchbay::models {

Meaning meaningOf(std::string_view severity);

/// The engine's verdict, worst finding first as the engine sorts. Keeps a copy; never calls the engine.
class FindingModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { MeaningRole = Qt::UserRole + 1, SubjectRole, EvidenceRole, SourceRole, RuleRole, FixRole, GuardRole };

    using QAbstractListModel::QAbstractListModel;
    void setFindings(std::vector<wire::Finding> findings);
    [[nodiscard]] const std::vector<wire::Finding> &findings() const { return m_findings; }
    /// How many of that severity or worse there are.
    [[nodiscard]] int count(Meaning least) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::vector<wire::Finding> m_findings;
};

} // namespace patchbay::models
