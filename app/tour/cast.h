// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QModelIndex>
#include <QString>
#include <QStringList>

namespace patchbay::models {
class BoardModel;
}

namespace patchbay::tour {

class Stage;

/// The functions that play the main part: a NIC that may be passed through, with the others of its card.
QStringList castOf(const wire::Snapshot &snapshot);

/// A cell where what is carried may land and is seen, and one where it may not.
struct Cells
{
    QModelIndex legal, refused;
};
Cells cellsOf(const models::BoardModel &board);

/// Adds a guest with a disk and a NIC to the plan.
void giveGuest(Stage &stage, const QString &name);

/// Puts each of them on a slot of its own as function 0, with the following seven beside it, whatever the rules say.
void fillBoard(Stage &stage, const QStringList &first);

/// Puts the functions on the first legal cell from slot 4 on. False, with a problem noted, if there is none.
bool place(Stage &stage, const QStringList &functions);

} // namespace patchbay::tour
