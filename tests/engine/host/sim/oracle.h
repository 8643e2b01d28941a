// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

#include <string>
#include <vector>

/// A transcript of a real FreeBSD: what was typed at "oracle# " and what came back, echo lines like "rc=0"
/// included.
struct Transcript
{
    struct Entry
    {
        std::string command, output;
    };
    std::vector<Entry> entries;

    /// The output of the first entry with exactly this command; empty where there is none.
    [[nodiscard]] const std::string &find(const std::string &command) const;

    /// Reads a file of ../shared/facts/oracle; no entries when it is not there.
    static Transcript read(const std::string &name);
};

/// The machine that gave the transcript of 40-host-full: registers from its raw dumps, BAR sizes from -lb,
/// drivers from -l, names from -lv, the device tree from devinfo -v, ACPI tables rebuilt from their print.
patchbay::sim::Machine oracleMachine(const Transcript &transcript);

/// The machine of a transcript that has listings but no registers (01, 16, 17, 18): functions from -lvbceV and
/// -lB as any dump, the device tree from devinfo, DMAR from its print.
patchbay::sim::Machine listedMachine(const Transcript &transcript);

/// Raw tables that print as this text of acpidump -t does; what the print leaves out is zero, with one byte
/// of it set so that the checksum holds.
std::vector<std::string> rebuiltTables(const std::string &print, std::string &ret_rsdp);

/// The machine of transcripts 05 to 33: no display, one NIC each behind root ports; DMAR covers everything.
patchbay::sim::Machine lineupMachine();
