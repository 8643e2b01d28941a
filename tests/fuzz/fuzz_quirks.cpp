// SPDX-License-Identifier: BSD-2-Clause
#include "plan/quirks.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto quirks = Quirks::parse(text);
    if (!quirks)
        return 0;
    // No line gives more than one entry, and none is without its words.
    if (quirks->entries.size() > std::size_t(std::ranges::count(text, '\n')) + 1)
        std::abort();
    for (const Quirk &quirk : quirks->entries) {
        if (quirk.reason.empty() || quirk.source.empty())
            std::abort();
    }
    return 0;
}
