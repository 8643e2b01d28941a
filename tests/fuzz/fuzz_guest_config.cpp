// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_config.h"
#include "guest/bhyve_line.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const auto guest = readGuestConfig({reinterpret_cast<const char *>(data), size});
    if (!guest)
        return 0;
    (void)guestLines(*guest);
    // What we read, printed and read again, prints the same.
    const std::string text = guestConfig(*guest);
    const auto again = readGuestConfig(text);
    if (!again || guestConfig(*again) != text)
        std::abort();
    return 0;
}
