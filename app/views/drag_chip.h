// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QPixmap>
#include <QString>

class QDropEvent;

namespace patchbay::views {

/// What hangs at the pointer while functions are dragged.
QPixmap dragChip(const QString &caption, const QString &kind, qreal ratio);

/// Whether the hand let go. Under X11 Qt also drops when another button is released on the way; a person means nothing by
/// that.
bool letGo(const QDropEvent &drop);

} // namespace patchbay::views
