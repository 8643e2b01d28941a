// SPDX-License-Identifier: BSD-2-Clause
#include "views/announce.h"

#include <QAccessible>

namespace patchbay::views {

void announce([[maybe_unused]] QObject *about, const QString &words)
{
    if (words.isEmpty())
        return;
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(about, words);
    QAccessible::updateAccessibility(&event);
#endif
}

} // namespace patchbay::views
