// SPDX-License-Identifier: BSD-2-Clause
#include "models/host_model.h"

namespace patchbay::models {

namespace {

QString headingOf(HostRow::Section section)
{
    switch (section) {
    case HostRow::Section::ThisMachine: return HostModel::tr("This machine");
    case HostRow::Section::Hosts: return HostModel::tr("Hosts");
    case HostRow::Section::Simulated: return HostModel::tr("Simulated");
    case HostRow::Section::Dumps: return HostModel::tr("Dumps and recordings");
    }
    return {};
}

} // namespace

void HostModel::setHosts(const QList<HostRow> &hosts)
{
    beginResetModel();
    m_rows.clear();
    for (const HostRow &host : hosts) {
        if (m_rows.isEmpty() || m_rows.back().host.section != host.section || m_rows.back().host.group != host.group) {
            HostRow heading;
            heading.name = host.group.isEmpty() ? headingOf(host.section) : host.group;
            heading.section = host.section;
            heading.group = host.group;
            m_rows.append({true, heading});
        }
        m_rows.append({false, host});
    }
    endResetModel();
}

void HostModel::setState(const QString &spec, const QString &name, const QString &state, Meaning meaning)
{
    const QModelIndex at = indexOf(spec);
    if (!at.isValid())
        return;
    HostRow &host = m_rows[at.row()].host;
    if (!name.isEmpty())
        host.name = name;
    host.state = state;
    host.meaning = meaning;
    emit dataChanged(at, at);
}

QModelIndex HostModel::indexOf(const QString &spec) const
{
    for (qsizetype row = 0; row < m_rows.size(); ++row) {
        if (!m_rows[row].heading && m_rows[row].host.spec == spec)
            return index(int(row));
    }
    return {};
}

int HostModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

Qt::ItemFlags HostModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || m_rows[index.row()].heading)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QVariant HostModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return row.host.name;
    case Qt::ToolTipRole: return row.host.spec;
    case Qt::AccessibleTextRole:
        return row.host.state.isEmpty() ? row.host.name : tr("%1, %2").arg(row.host.name, row.host.state);
    case SpecRole: return row.host.spec;
    case StateRole: return row.host.state;
    case MeaningRole: return int(row.host.meaning);
    case IsHeadingRole: return row.heading;
    }
    return {};
}

} // namespace patchbay::models
