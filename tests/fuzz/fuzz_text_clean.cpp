// SPDX-License-Identifier: BSD-2-Clause
// Laws: what is taken out of a text makes it no longer and leaves no escape in it.
#include "host/text_clean.h"

#include "fuzz/law.h"

using namespace patchbay;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto clean = cleanText(text);
    if (clean)
        require(clean->size() <= text.size() && !clean->contains('\x1b'));
    else
        require(!text.contains('\x1b'));
    return 0;
}
