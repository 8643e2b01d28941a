// SPDX-License-Identifier: BSD-2-Clause
// What a row of the topology says; topology_model.cpp says where it stands.
#include "models/function_words.h"
#include "models/text.h"
#include "models/topology_model.h"

namespace patchbay::models {

using namespace Qt::StringLiterals;

QVariant TopologyModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &at = node(index);
    const wire::Function *function = functionOf(at);
    const bool heading = at.kind != Node::Kind::Function;
    switch (role) {
    case Qt::DisplayRole: return display(index);
    case Qt::AccessibleTextRole: return spoken(index);
    case AddressRole: return heading ? QString() : text(function->address);
    case AddressTextRole: return addressOf(at);
    case KindRole:
        return at.kind == Node::Kind::Root    ? u"root"_s
               : at.kind == Node::Kind::Card  ? u"card"_s
               : at.kind == Node::Kind::Group ? u"group"_s
                                              : text(function->kind);
    case BadgesRole: return QVariant::fromValue(badgesAt(at));
    case LockedRole:
        return heading || !function->locked || function->kind == "bridge" ? QString() : text(*function->locked);
    case GuardedRole: return !standingOn(at).isEmpty();
    case Qt::ToolTipRole: return index.column() == HolderColumn ? whyKept(at) : QString();
    case MovesRole: return movesOf(int(index.internalId()));
    case PendingRole: return !heading && m_pending.contains(text(function->address));
    case HeadingRole: return heading;
    case NoteRole: return noteOf(at);
    }
    return {};
}

QVariant TopologyModel::display(const QModelIndex &index) const
{
    const int id = int(index.internalId());
    switch (index.column()) {
    case FunctionColumn: return nameOf(id);
    case CapabilityColumn: {
        QStringList words;
        for (const Badge &badge : badgesAt(node(index)))
            words.append(badge.text);
        return words.join(u", "_s);
    }
    case HolderColumn: return holderOf(id);
    }
    return {};
}

QString TopologyModel::nameOf(int id) const
{
    const Node &at = m_tree.nodes()[std::size_t(id)];
    switch (at.kind) {
    case Node::Kind::Top: return {};
    case Node::Kind::Root: return tr("Root complex");
    case Node::Kind::Group: {
        const auto &group = functionOf(at)->group;
        return group ? tr("Isolation group %1").arg(*group) : tr("Group not known");
    }
    case Node::Kind::Function: {
        const QString name = text(functionOf(at)->name);
        return name.isEmpty() ? tr("%1 %2").arg(text(functionOf(at)->vendor), text(functionOf(at)->device)) : name;
    }
    case Node::Kind::Card: break;
    }
    QStringList names;
    for (const int child : m_tree.children(id)) {
        const QString name = text(functionOf(m_tree.nodes()[std::size_t(child)])->name);
        if (!names.contains(name))
            names.append(name);
    }
    const QString vendor = text(functionOf(at)->vendorName);
    if (names.size() == 1)
        return vendor.isEmpty() || names.front().startsWith(vendor) ? names.front() : vendor + u' ' + names.front();
    return names.mid(0, 3).join(u", "_s) + (names.size() > 3 ? u" …"_s : QString());
}

QString TopologyModel::addressOf(const Node &at) const
{
    switch (at.kind) {
    case Node::Kind::Top:
    case Node::Kind::Group: return {};
    case Node::Kind::Root: return text(domainOf(functionOf(at)->address));
    case Node::Kind::Card: {
        const QString address = shortAddress(*functionOf(at));
        return address.left(address.lastIndexOf(u'/'));
    }
    case Node::Kind::Function: break;
    }
    return shortAddress(*functionOf(at));
}

QString TopologyModel::noteOf(const Node &at) const
{
    if (at.kind == Node::Kind::Function && !functionOf(at)->parentKnown)
        return tr("bridge above not known");
    if (at.kind != Node::Kind::Card)
        return {};
    const std::vector<std::string> &marks = functionOf(at)->marks;
    if (std::ranges::find(marks, "coupled") != marks.end())
        return tr("stays together");
    return std::ranges::find(marks, "free-to-split") != marks.end() ? tr("free to split") : QString();
}

QString TopologyModel::holderOf(int id) const
{
    const Node &at = m_tree.nodes()[std::size_t(id)];
    const wire::Function &function = *functionOf(at);
    switch (at.kind) {
    case Node::Kind::Top:
    case Node::Kind::Card: return {};
    case Node::Kind::Root:
    case Node::Kind::Group: return counted(at.total, tr("%1 function"), tr("%1 functions"));
    case Node::Kind::Function: break;
    }
    const auto pending = m_pending.constFind(text(function.address));
    if (pending != m_pending.constEnd())
        return *pending;
    if (function.kind == "bridge")
        return {};
    if (const auto standings = standingOn(at); !standings.isEmpty() && !function.locked)
        return text(standings.front()->word) + (function.driver.value_or("").empty() ? QString() : u" · "_s + text(*function.driver));
    return text(function.locked.value_or(function.heldBy));
}

QList<const wire::Standing *> TopologyModel::standingOn(const Node &at) const
{
    return at.kind == Node::Kind::Function && !m_standings.isEmpty() ? m_standings.value(text(functionOf(at)->address))
                                                                     : QList<const wire::Standing *>();
}

QString TopologyModel::whyKept(const Node &at) const
{
    if (at.kind != Node::Kind::Function)
        return {};
    const wire::Function &function = *functionOf(at);
    if (function.locked)
        return tr("It stays with the host: %1.").arg(text(*function.locked));
    QStringList lines;
    for (const wire::Standing *standing : standingOn(at))
        lines.append(text(standing->text));
    if (!lines.isEmpty())
        lines.append(tr("To give it away all the same, put it on a board and lift each guard under Findings; that takes the host's name."));
    return lines.join(u'\n');
}

QList<Badge> TopologyModel::badgesAt(const Node &at) const
{
    const wire::Function *function = functionOf(at);
    if (at.kind == Node::Kind::Function)
        return badgesOf(*function);
    if (at.kind != Node::Kind::Card)
        return {};
    if (!function->group)
        return {};
    return {{tr("group %1").arg(*function->group), Meaning::Iommu,
             tr("Functions of one isolation group can reach each other without the IOMMU.")}};
}

QStringList TopologyModel::movesOf(int id) const
{
    const Node &at = m_tree.nodes()[std::size_t(id)];
    QStringList moves;
    const auto take = [&](const Node &candidate) {
        const wire::Function &function = *functionOf(candidate);
        if (function.endpoint && !function.locked)
            moves.append(text(function.address));
    };
    if (at.kind == Node::Kind::Function) {
        take(at);
    } else if (at.kind == Node::Kind::Card) {
        for (const int child : m_tree.children(id))
            take(m_tree.nodes()[std::size_t(child)]);
    }
    return moves;
}

QString TopologyModel::spoken(const QModelIndex &index) const
{
    const Node &at = node(index);
    if (index.column() != FunctionColumn)
        return display(index).toString();
    QString words = addressOf(at) + u' ' + nameOf(int(index.internalId()));
    if (at.kind == Node::Kind::Function && functionOf(at)->locked)
        words += tr(", locked");
    else if (const auto standings = standingOn(at); !standings.isEmpty())
        words += tr(", the host stands on it: %1").arg(text(standings.front()->word));
    return words.trimmed();
}

} // namespace patchbay::models
