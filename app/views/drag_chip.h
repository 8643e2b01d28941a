// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QPixmap>
#include <QString>

namespace patchbay::views {

/// What hangs at the pointer while functions are dragged.
QPixmap dragChip(const QString &caption, const QString &kind, qreal ratio);

} // namespace patchbay::views
