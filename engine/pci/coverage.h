// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/acpi_tables.h"
#include "pci/topology.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace patchbay {

/// Sets Node::iommu of every function to what FreeBSD's vmm(4) finds when it looks the function up, which is not always
/// what the table means. Segments and domains are not compared, only requester ids:
///
/// - Intel: at most 16 units, in table order up to the first structure that is no DRHD. A unit with INCLUDE_PCI_ALL takes
///   every function; another one those for which a scope of type 1 or 2 starts on the function's own bus and any
///   element of its path equals slot and function. Bridges' scopes are not extended to what is below them.
/// - AMD: of several IVHD blocks for one IOMMU type 0x40 goes before 0x11 before 0x10; a function is taken when a range of
///   device entries holds it, up to the entry at which FreeBSD stops reading; aliases count by their own id. An entry for
///   all functions counts as the table means it; see IommuSummary::reliesOnAllEntry.
///
/// Unknown where no table was read, or where only a part of it was and that part does not name the function. A table
/// read and absent leaves every function Uncovered.
void applyCoverage(Topology &topology, const AcpiTables &tables);

/// What the rules about the IOMMU as a whole need.
struct IommuSummary
{
    enum class Kind : std::uint8_t {
        Unknown, ///< no table was read
        None,    ///< the machine has neither DMAR nor IVRS
        Intel,
        Amd,
    };

    Kind kind = Kind::Unknown;
    bool complete = false;         ///< the table could be read to its end
    std::size_t units = 0;         ///< those that vmm uses
    std::size_t unitsInTable = 0;  ///< Intel: DRHD structures; AMD: blocks before duplicates are sorted out
    bool includesAll = false;      ///< Intel: a unit in use has INCLUDE_PCI_ALL
    bool reliesOnAllEntry = false; ///< AMD: a unit in use names functions only by "all", which FreeBSD 14 passes over
};
IommuSummary summariseIommu(const AcpiTables &tables);

/// Memory that the firmware keeps for functions (RMRR, IVMD). vmm maps none of it for a guest.
struct ReservedMemory
{
    std::string table;                ///< "RMRR" or "IVMD"
    std::uint64_t base = 0, last = 0; ///< the first and the last byte
    std::vector<std::uint32_t> nodes; ///< the functions it is for, indices into Topology::nodes, ascending
};

/// The reserved ranges and the functions they are for, found as the tables mean it: paths are walked over the bridges
/// of the topology in their own segment, a sub-hierarchy scope means everything below its bridge. Ranges for functions that
/// the topology does not have are left out, and so is all beyond the first 256 ranges.
std::vector<ReservedMemory> reservedMemory(const Topology &topology, const AcpiTables &tables);

} // namespace patchbay
