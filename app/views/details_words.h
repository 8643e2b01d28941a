// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QString>

/// A function's details as columns of text. Unknown is "not known", never zero.
namespace patchbay::views {

QString identityWords(const wire::FunctionDetails &details);
QString resourceWords(const wire::FunctionDetails &details);
/// The host's own lines, then config space as a hex dump of 16 bytes a line.
QString rawWords(const wire::FunctionDetails &details);

} // namespace patchbay::views
