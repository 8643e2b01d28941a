// SPDX-License-Identifier: BSD-2-Clause
#include "pci/address.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using patchbay::Address;
    const auto address = Address::parse({reinterpret_cast<const char *>(data), size});
    if (address && *Address::parse(address->toString()) != *address)
        std::abort(); // what we print, we must read back
    return 0;
}
