// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "look/palette.h"

class QApplication;

namespace patchbay::look {

/// What the person chose; System follows the desktop, also while the window is open.
enum class Choice { System, Light, Dark };

/// Dresses the application: style, palette, fonts and style sheet. Call once before the first widget, and again to
/// change. Widgets learn of a change by QEvent::PaletteChange. Main thread only.
void dress(QApplication &application, Choice choice);

/// The colours in force.
const Palette &palette();
Choice chosenScheme(); ///< what dress() was last told

} // namespace patchbay::look
