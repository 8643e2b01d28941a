// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/ordinary_tables.h"
#include "host/sim/programs/acpi_print.h"
#include "host/sim/programs/program.h"

#include <format>

namespace patchbay::sim {

ProgramResult acpidump(Call &call)
{
    const auto options = readOptions(call.argv, "dhivsTtf:o:");
    if (!options || !(options->has('t') || options->has('d')))
        return complains(1,
                         "usage: acpidump [-d] [-t] [-h] [-i] [-s] [-v] [-f dsdt_input] [-o dsdt_output] [-T "
                         "table_name]\n");
    if (!options->has('t'))
        return says("");
    if (!call.root)
        return complains(1, "acpidump: opening /dev/mem: Permission denied\n");
    const auto [rsdp, tables] = call.machine.firmware ? ordinaryTables(call.machine)
                                                      : OrdinaryTables{call.machine.rsdp, call.machine.acpiTables};
    std::string out;
    if (!rsdp.empty())
        out += "/*\n" + rsdp + " */\n";
    for (const std::string &table : tables)
        out += "/*\n" + acpiTableText(table, call.machine.osVersion) + " */\n";
    return says(out);
}

} // namespace patchbay::sim
