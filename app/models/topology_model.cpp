// SPDX-License-Identifier: BSD-2-Clause
#include "models/topology_model.h"

#include "models/drag_payload.h"
#include "models/function_words.h"
#include "models/text.h"

namespace patchbay::models {

using namespace Qt::StringLiterals;

TopologyModel::TopologyModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_snapshot(std::make_shared<wire::Snapshot>())
{
    rebuild();
}

void TopologyModel::setSnapshot(std::shared_ptr<const wire::Snapshot> snapshot)
{
    beginResetModel();
    m_snapshot = snapshot ? std::move(snapshot) : std::make_shared<wire::Snapshot>();
    m_searchReady = false;
    m_standings.clear();
    for (const wire::Standing &standing : m_snapshot->standings)
        m_standings[text(standing.function)].append(&standing);
    rebuild();
    endResetModel();
}

void TopologyModel::setShape(Shape shape)
{
    if (shape == m_shape)
        return;
    beginResetModel();
    m_shape = shape;
    rebuild();
    endResetModel();
}

void TopologyModel::setFilter(const QString &filter)
{
    if (filter == m_filter)
        return;
    beginResetModel();
    m_filter = filter;
    applyFilter();
    endResetModel();
}

void TopologyModel::setPending(QHash<QString, QString> pending)
{
    if (pending == m_pending)
        return;
    QSet<QString> touched;
    for (const QHash<QString, QString> *side : {&m_pending, &pending}) {
        for (auto entry = side->begin(); entry != side->end(); ++entry)
            touched.insert(entry.key());
    }
    m_pending = std::move(pending);
    for (const QString &address : std::as_const(touched)) {
        const QModelIndex changed = indexOf(address);
        if (changed.isValid())
            emit dataChanged(changed, changed.siblingAtColumn(HolderColumn));
    }
}

void TopologyModel::rebuild()
{
    m_tree = TopologyTree::build(m_snapshot->functions, m_shape);
    applyFilter();
}

void TopologyModel::applyFilter()
{
    const std::vector<Node> &nodes = m_tree.nodes();
    m_places.assign(nodes.size(), {});
    m_visible.clear();

    std::vector<char> shown(nodes.size(), 1);
    m_matching = int(m_snapshot->functions.size());
    if (!m_filter.trimmed().isEmpty()) {
        const std::vector<char> matches = searcher().matches(m_filter);
        m_matching = int(std::ranges::count(matches, 1));
        std::fill(shown.begin(), shown.end(), 0);
        for (std::size_t n = 1; n < nodes.size(); ++n) {
            if (nodes[n].kind != Node::Kind::Function || !matches[std::size_t(nodes[n].function)])
                continue;
            for (int at = int(n); at > 0 && !shown[std::size_t(at)]; at = nodes[std::size_t(at)].parent)
                shown[std::size_t(at)] = 1;
        }
    }

    m_visible.reserve(nodes.size());
    std::vector<int> order{0};
    order.reserve(nodes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        Place &place = m_places[std::size_t(order[i])];
        place.first = int(m_visible.size());
        for (const int child : m_tree.children(order[i])) {
            if (!shown[std::size_t(child)])
                continue;
            m_places[std::size_t(child)].row = place.count++;
            m_visible.push_back(child);
            order.push_back(child);
        }
    }
}

const TopologyFilter &TopologyModel::searcher()
{
    if (!m_searchReady)
        m_search = TopologyFilter(m_snapshot->functions, m_snapshot->standings);
    m_searchReady = true;
    return m_search;
}

std::vector<const wire::Function *> TopologyModel::search(const QString &filter, int most)
{
    std::vector<const wire::Function *> found;
    const std::vector<char> matches = searcher().matches(filter);
    for (std::size_t i = 0; i < matches.size() && int(found.size()) < most; ++i) {
        if (matches[i])
            found.push_back(&m_snapshot->functions[i]);
    }
    return found;
}

const TopologyModel::Node &TopologyModel::node(const QModelIndex &index) const
{
    return m_tree.nodes()[index.isValid() ? std::size_t(index.internalId()) : 0];
}

const wire::Function *TopologyModel::functionOf(const Node &node) const
{
    return node.function < 0 ? nullptr : &m_snapshot->functions[std::size_t(node.function)];
}

const wire::Function *TopologyModel::functionAt(const QModelIndex &index) const
{
    if (!index.isValid() || node(index).kind != Node::Kind::Function)
        return nullptr;
    return functionOf(node(index));
}

QModelIndex TopologyModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column < 0 || column >= ColumnCount || parent.column() > 0)
        return {};
    const Place &place = m_places[parent.isValid() ? std::size_t(parent.internalId()) : 0];
    if (row < 0 || row >= place.count)
        return {};
    return createIndex(row, column, quintptr(m_visible[std::size_t(place.first + row)]));
}

QModelIndex TopologyModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const int above = node(child).parent;
    return above <= 0 ? QModelIndex() : createIndex(m_places[std::size_t(above)].row, 0, quintptr(above));
}

int TopologyModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    return m_places[parent.isValid() ? std::size_t(parent.internalId()) : 0].count;
}

int TopologyModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool TopologyModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

QModelIndex TopologyModel::indexOf(const QString &address) const
{
    const std::string wanted = bytes(address);
    for (std::size_t n = 1; n < m_tree.nodes().size(); ++n) {
        const Node &at = m_tree.nodes()[n];
        if (at.kind == Node::Kind::Function && m_places[n].row >= 0 && functionOf(at)->address == wanted)
            return createIndex(m_places[n].row, 0, quintptr(n));
    }
    return {};
}

Qt::ItemFlags TopologyModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (!movesOf(int(index.internalId())).isEmpty())
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList TopologyModel::mimeTypes() const
{
    return {DragPayload::mimeType()};
}

QMimeData *TopologyModel::mimeData(const QModelIndexList &indexes) const
{
    DragPayload payload;
    for (const QModelIndex &index : indexes) {
        if (index.column() != FunctionColumn)
            continue;
        for (const QString &address : movesOf(int(index.internalId()))) {
            if (!payload.functions.contains(address))
                payload.functions.append(address);
        }
    }
    return payload.functions.isEmpty() ? nullptr : payload.toMime();
}

QVariant TopologyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return {};
    const QString titles[] = {tr("Function"), tr("Capabilities"), tr("Held by")};
    return titles[section];
}

} // namespace patchbay::models
