// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "look/theme.h"

/// What the window keeps from one start to the next.
namespace patchbay::views {

class MainWindow;

void remember(MainWindow &window);
void recall(MainWindow &window);

/// The scheme the person chose in the View menu.
look::Choice rememberedTheme();
void chooseTheme(look::Choice choice);

/// How large the text is to be: the person's choice in the View menu, else that of the system's font. First called before
/// look::dress(), which puts our own font in its place.
int rememberedTextSize();
void chooseTextSize(int pixels); ///< 0: as the system has it

} // namespace patchbay::views
