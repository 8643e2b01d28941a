// SPDX-License-Identifier: BSD-2-Clause
#include "host/mount_text.h"

#include <cstdlib>
#include <string>

using namespace patchbay;

// What is mounted last at a place hides what was there, and never what is mounted further down.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto boot = mountedAt(text, "/boot");
    if (boot && boot->type.empty())
        std::abort();
    const auto rooted = mountedAt(text + "\nover / nullfs rw 0 0\n", "/boot");
    if (!rooted || (*rooted != Mounted{"over", "nullfs"} && rooted != boot))
        std::abort();
    if (mountedAt(text + "\nover /boot nullfs rw 0 0\n", "/boot") != Mounted{"over", "nullfs"})
        std::abort();
    return 0;
}
