// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

class QObject;

namespace patchbay::views {

/// Says it to who hears the window rather than sees it, without taking the focus there. Nothing happens where nobody listens,
/// and with a Qt before 6.8, which knows no announcements.
void announce(QObject *about, const QString &words);

} // namespace patchbay::views
