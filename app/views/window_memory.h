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

} // namespace patchbay::views
