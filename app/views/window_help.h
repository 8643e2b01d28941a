// SPDX-License-Identifier: BSD-2-Clause
#pragma once

class QWidget;

namespace patchbay::views {

void showKeys(QWidget *window);
void showAbout(QWidget *window);

} // namespace patchbay::views
