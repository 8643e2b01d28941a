// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"

namespace patchbay::views {

/// A sentence and two verbs, for what changes a host.
class Question final : public Sheet
{
    Q_OBJECT
public:
    Question(const QString &title, const QString &about, const QString &verb, bool danger, QWidget *window);
};

} // namespace patchbay::views
