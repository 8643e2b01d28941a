// SPDX-License-Identifier: BSD-2-Clause
#include "conf/pptdevs.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const PptValues existing{{std::string(reinterpret_cast<const char *>(data), size), std::nullopt, std::nullopt}};
    const auto wanted = existing.functions();
    const auto packed = packPptdevs(wanted, existing);
    if (!packed)
        return pptCapacity(wanted).characters > pptValueLimit ? 0 : (std::abort(), 0);
    auto got = packed->functions();
    auto expected = wanted;
    std::ranges::sort(got);
    std::ranges::sort(expected);
    // What is packed claims exactly what was wanted, and packing it again changes nothing.
    const auto again = packPptdevs(wanted, *packed);
    if (got != expected || !again || *again != *packed)
        std::abort();
    for (const auto &value : packed->value)
        if (value && value->size() > pptValueLimit)
            std::abort();
    return 0;
}
