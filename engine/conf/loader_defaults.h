// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"

#include <string_view>

namespace patchbay {

inline constexpr std::string_view defaultsPath = "/boot/defaults/loader.conf";

/// What /boot/defaults/loader.conf of that generation sets, in our own words (12.1, 14, 15-CURRENT), for hosts whose own
/// file is not at hand.
std::string_view shippedDefaults(LoaderGeneration generation);

/// Whether a shipped defaults file of any generation sets this variable or module field.
bool isShippedDefault(std::string_view name);

} // namespace patchbay
