// SPDX-License-Identifier: BSD-2-Clause
// Laws: every function of a dump is in the machine, and the machine file made of it reads again.
#include "fuzz/law.h"
#include "host/pciconf_text.h"
#include "host/sim/machine_dump.h"
#include "host/sim/machine_file.h"

using namespace patchbay;
using namespace patchbay::sim;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto machine = machineFromDump(text);
    if (const auto listing = parsePciconf(text)) {
        require(machine && machine->functions.size() == listing->functions.size());
        for (const Function &function : listing->functions)
            require(machine->find(function.address) != nullptr);
    }
    if (!machine)
        return 0;
    const auto again = parseMachine(machineText(*machine));
    require(again && again->functions.size() == machine->functions.size());
    for (const MachineFunction &function : machine->functions)
        require(again->find(function.address)->config == function.config);
    return 0;
}
