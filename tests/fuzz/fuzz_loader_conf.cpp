// SPDX-License-Identifier: BSD-2-Clause
#include "conf/boot_files.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    if (size == 0)
        return 0;
    BootFiles boot;
    boot.generation = LoaderGeneration(data[0] % 3);
    boot.files["/boot/loader.conf"].assign(reinterpret_cast<const char *>(data) + 1, size - 1);
    const LoaderResult once = evaluateLoader(boot);
    if (once.says.size() != once.saysFrom.size())
        std::abort();
    // What no line assigns, no file can have set.
    for (const Assignment &assignment : once.assignments)
        if (assignment.line < 1 || assignment.path != "/boot/loader.conf")
            if (assignment.path != "/boot/defaults/loader.conf")
                std::abort();
    return 0;
}
