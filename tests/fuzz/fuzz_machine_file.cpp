// SPDX-License-Identifier: BSD-2-Clause
// Law: what is printed of a machine reads again and prints the same.
#include "fuzz/law.h"
#include "host/sim/machine_dump.h"
#include "host/sim/machine_file.h"

using namespace patchbay;
using namespace patchbay::sim;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto machine = parseMachine(text);
    if (!machine)
        return 0;
    const std::string printed = machineText(*machine);
    const auto again = parseMachine(printed);
    require(again && machineText(*again) == printed);
    return 0;
}
