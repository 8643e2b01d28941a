// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

namespace patchbay::sim {

/// The ACPI tables every PC has, made from the machine: the root pointer's lines and RSDT, FACP with FACS and DSDT, APIC
/// (one entry a processor), MCFG and HPET, then Machine::acpiTables, in the order in which acpidump(8) comes to them.
struct OrdinaryTables
{
    std::string rsdp; ///< as Machine::rsdp
    std::vector<std::string> tables;
};
OrdinaryTables ordinaryTables(const Machine &machine);

} // namespace patchbay::sim
