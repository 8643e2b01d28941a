// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The devices that swapinfo(8) or `swapctl -l` lists: "/dev/gpt/swap0", "/dev/md99", "[NFS swap]". Recognised by its heading,
/// so that the table may stand among other text. nullopt: there is no such table; an empty list: there is no swap. Pure.
std::optional<std::vector<std::string>> parseSwapinfo(std::string_view text);

} // namespace patchbay
