// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/roles.h"
#include "models/topology_filter.h"
#include "models/topology_tree.h"
#include "wire/messages.h"

#include <QAbstractItemModel>
#include <QHash>

#include <memory>

namespace patchbay::models {

/// The functions of a host as tree, flat list or by isolation group, with a filter of its own: a host may have 100,000
/// functions, and a proxy would copy every index. Shares the snapshot; never calls the engine.
class TopologyModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { FunctionColumn, CapabilityColumn, HolderColumn, ColumnCount };
    using Shape = TopologyTree::Shape;

    explicit TopologyModel(QObject *parent = nullptr);

    void setSnapshot(std::shared_ptr<const wire::Snapshot> snapshot);
    void setShape(Shape shape);
    void setFilter(const QString &filter);
    /// Who will hold what: address to "web-01 · 7:0" for functions that the plan puts somewhere else than they are.
    void setPending(QHash<QString, QString> pending);

    [[nodiscard]] Shape shape() const { return m_shape; }
    [[nodiscard]] QString filter() const { return m_filter; }
    /// Rows that the filter leaves, headings included.
    [[nodiscard]] int visibleRows() const { return int(m_visible.size()); }
    [[nodiscard]] int matchingFunctions() const { return m_matching; }
    [[nodiscard]] QModelIndex indexOf(const QString &address) const;
    /// At most `most` functions that such a filter leaves, whatever the filter is now.
    [[nodiscard]] std::vector<const wire::Function *> search(const QString &filter, int most);
    /// nullptr for headings.
    [[nodiscard]] const wire::Function *functionAt(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::MoveAction; }

private:
    using Node = TopologyTree::Node;

    void rebuild();
    void applyFilter();
    const TopologyFilter &searcher();
    [[nodiscard]] const Node &node(const QModelIndex &index) const;
    [[nodiscard]] const wire::Function *functionOf(const Node &node) const;
    [[nodiscard]] QVariant display(const QModelIndex &index) const;
    [[nodiscard]] QString nameOf(int id) const;
    [[nodiscard]] QString addressOf(const Node &node) const;
    [[nodiscard]] QString noteOf(const Node &node) const;
    [[nodiscard]] QString holderOf(int id) const;
    [[nodiscard]] QList<Badge> badgesAt(const Node &node) const;
    [[nodiscard]] QStringList movesOf(int id) const;
    [[nodiscard]] QString spoken(const QModelIndex &index) const;
    [[nodiscard]] QList<const wire::Standing *> standingOn(const Node &node) const;
    [[nodiscard]] QString whyKept(const Node &node) const;

    /// Where a node stands once filtered.
    struct Place
    {
        int first = 0, count = 0, row = -1;
    };

    std::shared_ptr<const wire::Snapshot> m_snapshot;
    Shape m_shape = Shape::Tree;
    TopologyTree m_tree;
    TopologyFilter m_search;
    bool m_searchReady = false;
    QString m_filter;
    std::vector<int> m_visible; ///< visible nodes, children of one node contiguous
    std::vector<Place> m_places;
    int m_matching = 0;
    QHash<QString, QString> m_pending;
    QHash<QString, QList<const wire::Standing *>> m_standings; ///< into the snapshot
};

} // namespace patchbay::models
