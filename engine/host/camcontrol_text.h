// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace patchbay {

/// Which controller each CAM peripheral hangs on, from `camcontrol devlist -v`: "ada0" → "ahcich0", "da0" → "mpr0" or
/// "umass-sim0", "nda0" → "nvme0". Lines of other kinds are passed over. Pure.
std::map<std::string, std::string, std::less<>> parseCamcontrol(std::string_view text);

} // namespace patchbay
