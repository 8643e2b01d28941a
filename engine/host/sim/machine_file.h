// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

namespace patchbay::sim {

/// Reads a machine file: plain text, one directive a line, '#' starts a comment line. Errors carry "line N".
///
///     machine home-server A home server        name and title
///     summary Sentence                         shown where machines are chosen
///     release 14.3-RELEASE | osversion 1403000 | ident GENERIC | hostname tower | cpu Intel(R) ... | cpus 20
///     vendor intel|amd                         whose IOMMU code vmm uses
///     memory 64G | virtualisation no | boot ufs|zfs SOURCE
///     kenv NAME VALUE…                         what firmware and loader bring themselves
///     sysctl NAME VALUE…
///     name VVVV Vendor…   name VVVV:DDDD Device…
///     function B:S:F VVVV:DDDD CLASS [rev=XX] [sub=VVVV:DDDD] [driver=NAME] [irq=N] [multifunction] [keeps]
///              [exact=BYTES]                   config space of so many bytes that holds nothing but what
///                                              the lines below say; no interrupt is switched on
///     function B:S:F like B:S:F […]            a copy of an earlier function, changed by what follows
///       desc Words of its driver
///       handle \_SB_.PCI0.RP01
///       bar REG io|mem|mem64|pref|pref64 BASE SIZE
///       buses PRIMARY SECONDARY SUBORDINATE     window io|mem|pref BASE-LIMIT
///       cap KIND [key=value…]                   see ConfigBuilder
///       ecap KIND [key=value…]
///       config OFFSET: XX XX …                  raw bytes over what was made
///       child NAME[/NAME...]                    a device below it while its driver has it; below that, others
///       vpd Line of pciconf -lV
///     dmar WIDTH [intr-remap]                   then drhd/rmrr/scope lines:
///       drhd BASE [all]   rmrr BASE-LIMIT   scope endpoint|bridge|ioapic|hpet ID BUS S.F[,S.F…]
///     firmware                                  also has the tables of every PC: RSDT, FACP, APIC, MCFG, HPET
///     ivrs                                      then: ivhd RID BASE FIRST-LAST (requester ids, hex)
///     acpi                                      then "XX XX …" lines: a raw table
///     disk nda0 B:S:F|memory [nvme0]                   a disk, its function and CAM bus; then its partitions:
///       part nda0p1 efi [gpt/efiboot0]
///     connection CLIENT PORT ADDRESS PORT       how an engine there was reached: SSH_CONNECTION
///     devices                                   then "|" lines: devinfo -v with two blanks a level; "?NAME"
///     is not
///                                               attached, "pcib0 @D:B" is the host bridge of a root bus
///     file /boot/loader.conf                    then "|" lines: the file's own
///     text ifconfig -a                          then "|" lines: what the program says; between them
///       always | when B:S:F | again B:S:F | gone B:S:F    see Piece; ${B:S:F} is that function's name now
Result<Machine> parseMachine(std::string_view text);

} // namespace patchbay::sim
