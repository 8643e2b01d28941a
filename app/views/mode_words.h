// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

#include <array>

namespace patchbay::views {

/// A way to apply a plan, in words. `id` is that of the wire.
struct ModeWords
{
    const char *id;
    const char *segment; ///< object name of its button in the window
    QString name;  ///< of the choice
    QString brief; ///< the same in one word or two
    QString tag;   ///< a recommendation; may be empty
    QString about; ///< what it means for the host
    QString verb;  ///< on the button that does it
};

/// The safest first: what takes itself back needs nobody who can still reach the host.
std::array<ModeWords, 3> modeWords(const QString &host);

} // namespace patchbay::views
