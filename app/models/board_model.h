// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "models/roles.h"
#include "wire/messages.h"

#include <QAbstractTableModel>

#include <array>
#include <memory>
#include <optional>

namespace patchbay::models {

/// One guest's board: 32 slots by 8 functions. Cells hold host functions, devices that bhyve emulates, or nothing; while
/// something is carried, each also knows whether it may be dropped there, as the engine answered. No rules here.
class BoardModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    static constexpr int slotCount = 32;
    static constexpr int functionCount = 8;

    enum class Content { Empty, HostFunction, Device, Fixture };
    enum class Offer { None, Asking, Legal, Refused };
    enum Role {
        ContentRole = Qt::UserRole + 1, ///< int(Content)
        HostAddressRole,                ///< QString
        OfferRole,                      ///< int(Offer)
        ReasonTitleRole, ReasonRole,    ///< QString, why it is refused
        SpanRole,                       ///< int, columns its name may spill over
        FindingRole,                    ///< int(Meaning), the worst finding about this cell
    };

    explicit BoardModel(QObject *parent = nullptr);

    /// nullopt: no guest, every cell is empty.
    void setGuest(std::optional<wire::Guest> guest);
    void setSnapshot(std::shared_ptr<const wire::Snapshot> snapshot);
    void setFindings(const std::vector<wire::Finding> &findings);

    /// Something was picked up and the engine is being asked.
    void setAsking();
    void setOptions(wire::Options options);
    void clearOptions();
    [[nodiscard]] const std::optional<wire::Options> &options() const { return m_options; }
    [[nodiscard]] bool carrying() const { return m_asking || m_options; }
    [[nodiscard]] bool asking() const { return m_asking; }

    [[nodiscard]] const std::optional<wire::Guest> &guest() const { return m_guest; }
    /// The engine's answer for that cell; nullptr while there is none.
    [[nodiscard]] const wire::Option *option(int slot, int function) const;
    [[nodiscard]] const wire::Position *positionAt(int slot, int function) const;

    /// Where that host function stands on this board; invalid: not here.
    [[nodiscard]] QModelIndex cellOf(const QString &address) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Cell
    {
        Content content = Content::Empty;
        QString name;
        QString address;
        Meaning finding = Meaning::Plain;
        QString findingText;
    };

    void rebuild();
    void refresh();
    [[nodiscard]] QString nameOf(const std::string &address) const;
    [[nodiscard]] Offer offerAt(int slot, int function) const;
    [[nodiscard]] int spanAt(int slot, int function) const;
    [[nodiscard]] QString spoken(int slot, int function) const;
    Cell &cell(int slot, int function) { return m_cells[std::size_t(slot * functionCount + function)]; }
    [[nodiscard]] const Cell &cell(int slot, int function) const
    {
        return m_cells[std::size_t(slot * functionCount + function)];
    }

    std::optional<wire::Guest> m_guest;
    std::shared_ptr<const wire::Snapshot> m_snapshot;
    std::vector<wire::Finding> m_findings;
    std::optional<wire::Options> m_options;
    bool m_asking = false;
    std::array<Cell, std::size_t(slotCount) * functionCount> m_cells;
};

} // namespace patchbay::models
