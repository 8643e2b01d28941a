// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"

namespace patchbay::views {

/// Asks for the host's name before a guard is lifted: what it protects is the host itself. Accepted once the name is typed.
class LiftSheet final : public Sheet
{
    Q_OBJECT
public:
    LiftSheet(const QString &finding, const QString &evidence, const QString &hostName, QWidget *window);
};

} // namespace patchbay::views
