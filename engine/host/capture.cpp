// SPDX-License-Identifier: BSD-2-Clause
#include "host/capture.h"

#include "base/digest.h"

#include <algorithm>

namespace patchbay {

namespace {

/// What comes and goes without changing what a plan means: a stick plugged in or mounted, a guest started, a link that goes
/// up. What of it a guard is about goes into the preview's token by itself.
bool isVolatile(std::string_view name)
{
    static constexpr std::string_view names[] = {"camcontrol", "confxml", "connection", "devinfo",  "efibootmgr", "guests",
                                                 "ifconfig",   "mount",   "netstat",    "swapinfo", "sysctl-use", "zpool"};
    return std::ranges::contains(names, name);
}

} // namespace

std::string Capture::revision() const
{
    Digest sum;
    for (const auto &[name, blob] : blobs) {
        if (isVolatile(name))
            continue;
        sum.addField(name);
        sum.addField(blob.error ? "!" + blob.error->what : blob.bytes);
    }
    return sum.finish().substr(0, 16);
}

} // namespace patchbay
