// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/host.h"
#include "host/sim/disk.h"
#include "host/sim/kernel.h"
#include "host/sim/text.h"

namespace patchbay::sim {

/// What a simulated program is given. It answers from these alone and keeps nothing.
struct Call
{
    const Machine &machine;
    State &state;
    Disk &disk;
    std::vector<std::string> argv;
    std::string input;
    std::int64_t now = 0; ///< milliseconds since 1970
    std::string logPath;  ///< of a program that was started to go on: bhyve
    long startedPid = 0;  ///< set by a program that goes on after its answer
    std::int64_t shutdownTime = 0; ///< milliseconds an orderly guest takes from its power button to its end
    std::int64_t ahead = 0; ///< milliseconds by which the host's clock was set
    bool root = true;     ///< false: an ordinary user runs it, by chroot(8)
};

using Program = ProgramResult (*)(Call &);

/// By base name: "pciconf". nullptr: there is none.
Program findProgram(std::string_view name);

inline ProgramResult says(std::string out) { return {0, std::move(out), {}}; }
inline ProgramResult complains(int status, std::string err) { return {status, {}, std::move(err)}; }

/// Letters of getopt(3) style options: -lv -b; a letter followed by ':' in `known` takes a value. What is
/// left are the operands. Errors: the offending letter.
struct Options
{
    std::vector<std::pair<char, std::string>> given;
    std::vector<std::string> operands;
    [[nodiscard]] bool has(char letter) const;
    [[nodiscard]] int count(char letter) const;
    [[nodiscard]] std::string value(char letter) const;
};
Result<Options> readOptions(const std::vector<std::string> &argv, std::string_view known);

/// The machine's overlay for an exact command line, as far as the state lets its pieces stand; nullopt: it
/// has none.
std::optional<std::string> overlay(const Machine &machine, const State &state, std::string_view command);

/// What devctl(8) and pciconf(8) accept as a name: "em0", "pci0:1:0:0", "pci1:0:0"; nullptr: no such device.
Device *findDevice(State &state, std::string_view name);

/// kern.securelevel of 1 or more: no modules are loaded, and /dev/pci opens for reading only.
bool raisedSecurityLevel(const State &state);

ProgramResult pciconf(Call &call);
ProgramResult acpidump(Call &call);
ProgramResult kenv(Call &call);
ProgramResult kldstat(Call &call);
ProgramResult kldload(Call &call);
ProgramResult kldunload(Call &call);
ProgramResult uname(Call &call);
ProgramResult sysctl(Call &call);
ProgramResult devinfo(Call &call);
ProgramResult devctl(Call &call);
ProgramResult date(Call &call);
ProgramResult dmesg(Call &call);
ProgramResult listFiles(Call &call); ///< ls
ProgramResult catFiles(Call &call);
ProgramResult reboot(Call &call); ///< reboot and shutdown
ProgramResult nextboot(Call &call);
ProgramResult zfsbootcfg(Call &call);
ProgramResult bectl(Call &call);
ProgramResult bhyve(Call &call);
ProgramResult bhyvectl(Call &call);
ProgramResult bhyveload(Call &call);
ProgramResult chrootUser(Call &call); ///< chroot -u USER -g GROUP / PROGRAM ...: as an ordinary user
ProgramResult pptctl(Call &call); ///< where Patchbay's own vmm.ko is loaded
/// Has every "pptctl watch" that runs show from its next turn on what is true now.
void watchOn(const Machine &machine, State &state, std::int64_t now);
ProgramResult killProcess(Call &call);
ProgramResult processList(Call &call); ///< ps
ProgramResult ifconfig(Call &call);
ProgramResult camcontrol(Call &call);
ProgramResult swapinfo(Call &call);
ProgramResult zpool(Call &call);
ProgramResult netstat(Call &call);
ProgramResult efibootmgr(Call &call);
ProgramResult overlayOnly(Call &call); ///< programs that only the machine's overlay answers

/// pciconf -lc and -le for one function as its registers read now.
std::string capabilityText(const MachineFunction &function, int osVersion, int level);
std::string extendedCapabilityText(const MachineFunction &function, int osVersion, int level);
std::string errorText(const MachineFunction &function);
std::string barLine(const MachineFunction &function, const char *label, unsigned reg, std::uint64_t size);

} // namespace patchbay::sim
