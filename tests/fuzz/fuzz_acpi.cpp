// SPDX-License-Identifier: BSD-2-Clause
#include "host/acpi_text.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const auto reading = readAcpi({reinterpret_cast<const char *>(data), size}, "fuzz");
    if (!reading)
        return 0;
    // A table that was understood to its end says the same after it was written out as bytes.
    const auto &[read, dmar, ivrs] = reading->tables;
    if (dmar && dmar->complete && decodeAcpiTable(encodeDmar(*dmar), "again")->tables.dmar != dmar)
        std::abort();
    if (ivrs && ivrs->complete && decodeAcpiTable(encodeIvrs(*ivrs), "again")->tables.ivrs != ivrs)
        std::abort();
    return 0;
}
