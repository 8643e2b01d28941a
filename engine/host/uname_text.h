// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace patchbay {

/// What uname(1) says of a system; empty: not in that text.
struct Uname
{
    std::string system;  ///< "FreeBSD"
    std::string host;    ///< "oracle"
    std::string release; ///< "14.3-RELEASE-p2"
    std::string machine; ///< "amd64"

    bool operator==(const Uname &) const = default;
};

/// Reads the first line of `uname -a`, or of `uname -srm` or `uname -sr`. Pure. Errors: nothing that names a system and
/// its release.
Result<Uname> parseUname(std::string_view text, std::string_view source = "uname");

} // namespace patchbay
