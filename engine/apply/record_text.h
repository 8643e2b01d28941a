// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"

#include <string_view>

namespace patchbay {

/// A record as it is kept: "key: value" lines; keys of a newer version are passed over.
std::string recordText(const HistoryRecord &record);

/// nullopt: a line is no "key: value", or the state is missing.
std::optional<HistoryRecord> parseRecord(const std::string &id, std::string_view text);

} // namespace patchbay
