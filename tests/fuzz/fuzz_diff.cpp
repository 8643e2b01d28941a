// SPDX-License-Identifier: BSD-2-Clause
#include "conf/diff.h"

#include "../support/patch.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::size_t middle = std::min(text.find('\x01'), size);
    const std::string_view before = text.substr(0, middle);
    const std::string_view after = middle < size ? text.substr(middle + 1) : std::string_view();
    const std::string diff = patchbay::unifiedDiff(before, after, "a", "b");
    if (diff.empty() != (before == after) || (before != after && applyPatch(before, diff) != after))
        std::abort();
    return 0;
}
