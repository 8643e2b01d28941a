// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "look/palette.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace patchbay::look {

/// Line icons from resources/icons, drawn in a colour of the palette. `name` is the file's name without ".svg"; an
/// unknown name gives an empty picture (a test walks every name the window uses).
QPixmap pixmap(const QString &name, Token ink, int size, qreal ratio);

/// The same for buttons and menus, following the current scheme at the time of the call; `size` at the usual text size.
QIcon icon(const QString &name, Token ink = Token::Text, int size = 16);

/// The icon of a device kind as the engine names it ("nic", "storage" ...).
QString iconOfKind(const QString &kind);

} // namespace patchbay::look
