// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"
#include "host/capture.h"
#include "host/oddity.h"
#include "pci/acpi_tables.h"
#include "pci/footing.h"
#include "pci/name_use.h"
#include "pci/topology.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// A guest that exists on the host now (/dev/vmm/NAME), whether or not bhyve runs for it.
struct LiveGuest
{
    std::string name;
    bool running = false;             ///< a bhyve process is there
    std::vector<Address> holds;       ///< functions it owns, as far as known
};

/// What the parsers made of a capture. nullopt and empty mean "not read", never "none".
struct Facts
{
    Topology topology;
    AcpiTables acpi;                                          ///< DMAR, IVRS; says whether absent or unread
    std::optional<std::string> system;                        ///< "FreeBSD", "Linux"
    std::optional<std::string> release;                       ///< "14.3-RELEASE-p2"
    std::optional<int> osVersion;                             ///< kern.osreldate: 1403000
    std::optional<std::string> machineName, processor;        ///< host name; hw.model
    std::optional<std::uint64_t> memory;                      ///< bytes
    std::optional<std::map<std::string, std::string>> kenv;   ///< the running kernel's environment
    std::optional<std::map<std::string, std::string>> sysctl; ///< hw.vmm.* and the few others we ask for
    std::optional<std::vector<std::string>> modules;          ///< files and modules of kldstat -v
    std::optional<BootFiles> boot;
    std::vector<LiveGuest> guests;
    std::optional<Footings> footings;                         ///< what the host stands on
    NamesInUse names;                                         ///< numbered names and the lines that rely on them
    std::vector<Oddity> oddities;
    std::string revision;                                     ///< of the capture
    std::optional<std::string> readOnlyReason;
};

/// Pure. Never fails: what cannot be understood becomes an oddity. (A capture without any PCI listing is refused by
/// readHost() and by the dump reader already.)
Facts makeFacts(const Capture &capture);

} // namespace patchbay
