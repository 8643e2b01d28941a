// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/roles.h"

#include <QAbstractListModel>
#include <QList>

namespace patchbay::models {

/// A host the console knows, and how it is. `section` is the heading it stands under.
struct HostRow
{
    enum class Section { ThisMachine, Hosts, Simulated, Dumps };
    QString spec; ///< "local", "sim:home-server", "dump:/home/x/box.txt"
    QString name;
    QString group; ///< heading of its own; empty: the section's
    QString state; ///< second line; may be empty
    Section section = Section::Hosts;
    Meaning meaning = Meaning::Plain;
    bool operator==(const HostRow &) const = default;
};

/// The list at the left: headings and hosts in one list, so that a plain list view shows it.
class HostModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { SpecRole = Qt::UserRole + 1, StateRole, MeaningRole, IsHeadingRole };

    using QAbstractListModel::QAbstractListModel;

    /// Hosts come sorted by section and group; headings are added.
    void setHosts(const QList<HostRow> &hosts);
    /// Changes the second line and dot of one host. An unknown spec is ignored.
    void setState(const QString &spec, const QString &name, const QString &state, Meaning meaning);
    [[nodiscard]] QModelIndex indexOf(const QString &spec) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        bool heading = false;
        HostRow host;
    };
    QList<Row> m_rows;
};

} // namespace patchbay::models
