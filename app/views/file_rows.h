// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "text/diff_rows.h"
#include "wire/messages.h"

namespace patchbay::views {

/// All changed files one after the other, each whole; with more than one, or where nothing else names it, under its name.
QList<text::DiffRow> fileRows(const std::vector<wire::FileChange> &files, bool named = false);

} // namespace patchbay::views
