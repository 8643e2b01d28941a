// SPDX-License-Identifier: BSD-2-Clause
#include "host/capture.h"

#include "base/digest.h"

namespace patchbay {

namespace {

/// What comes and goes without changing what a plan means: a stick plugged in or mounted, a guest started.
bool isVolatile(std::string_view name)
{
    return name == "devinfo" || name == "guests" || name == "mount";
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
