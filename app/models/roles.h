// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <Qt>

#include <QMetaType>
#include <QString>

/// What models tell beyond words: meaning only. app/look decides how it looks.
namespace patchbay::models {

enum class Meaning { Plain, Good, Note, Warn, Block, Iommu, Interrupt };

/// A few letters that say a capability or a lack: "MSI-X 64", "no reset". `why` is for the tooltip.
struct Badge
{
    QString text;
    Meaning meaning = Meaning::Plain;
    QString why;
    bool operator==(const Badge &) const = default;
};

/// Roles of the topology model.
enum TopologyRole {
    AddressRole = Qt::UserRole + 1, ///< QString, empty for rows that are no function
    AddressTextRole,  ///< QString, as shown: "1/0/1", "1/0", "pci0"
    KindRole,         ///< QString, device kind, or "root", "card", "group"
    BadgesRole,       ///< QList<Badge>
    LockedRole,       ///< QString, why it cannot be passed through; empty: it can
    GuardedRole,      ///< bool, the host stands on it: a guard keeps it until a person lifts that
    MovesRole,        ///< QStringList, functions that a drag from this row takes
    PendingRole,      ///< bool, the plan changes who holds it
    HeadingRole,      ///< bool, a row that stands for several functions
    NoteRole,         ///< QString, said after the name: "free to split"
};

} // namespace patchbay::models

Q_DECLARE_METATYPE(patchbay::models::Badge)
