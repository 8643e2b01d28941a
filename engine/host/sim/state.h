// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "pci/address.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::sim {

/// What newbus knows of one PCI function right now.
struct Device
{
    Address address;
    std::string driver; ///< devclass name; stays after a detach when it was pinned by "devctl set driver"
    int unit = -1;
    bool fixed = false; ///< DF_FIXEDCLASS: pinned
    bool attached = false;
    bool enabled = true;
    bool suspended = false;
    bool reborn = false; ///< attached later than the boot
    int busUnit = -1;    ///< a bridge's pciN while attached
    std::string owner;   ///< the virtual machine that holds it
    std::string reset;   ///< how ppt reset it last since it attached: "flr"; empty: it did not

    [[nodiscard]] std::string name() const { return driver.empty() ? "" : driver + std::to_string(unit); }
    bool operator==(const Device &) const = default;
};

/// A host bridge after the boot: pcibN with its pciN.
struct RootBus
{
    std::uint32_t domain = 0;
    std::uint8_t bus = 0;
    int bridgeUnit = 0, busUnit = 0;

    bool operator==(const RootBus &) const = default;
};

/// A file of kldstat(8).
struct Module
{
    int id = 0;
    std::string file; ///< "vmm.ko"
    std::string path;

    bool operator==(const Module &) const = default;
};

/// /dev/vmm/NAME.
struct Vm
{
    std::string name;
    std::uint64_t memory = 0; ///< bytes, 0: none set up yet
    bool wired = false;
    bool loaded = false; ///< bhyveload put a kernel into it
    bool asked = false;  ///< for a function: Patchbay's ppt lets nobody unload it while such a machine exists

    bool operator==(const Vm &) const = default;
};

/// A bhyve process. It needs no process of ours: what it wrote and whether it has ended follow from the
/// clock.
struct Process
{
    long pid = 0;
    std::string vm;
    std::vector<std::string> argv;
    std::string logPath;
    std::int64_t startedAt = 0;                               ///< milliseconds since 1970
    std::vector<std::pair<std::int64_t, std::string>> script; ///< milliseconds after the start, text
    std::optional<std::int64_t> endsAt;                       ///< milliseconds since 1970
    int status = 0;                                           ///< with which it then ends
    bool hasSystem = false; ///< its guest runs an operating system that hears the power button
    std::int64_t repeats = 0; ///< milliseconds after which a piece of the script is written again, up to the next; 0: never

    [[nodiscard]] bool running(std::int64_t now) const { return !endsAt || now < *endsAt; }
    [[nodiscard]] std::string output(std::int64_t now) const;
    bool operator==(const Process &) const = default;
};

/// A start script that goes on in the background: its words, and when it has slept enough.
struct Background
{
    std::vector<std::string> words;
    std::int64_t wakesAt = 0; ///< milliseconds since 1970

    bool operator==(const Background &) const = default;
};

/// A boot environment of bectl(8).
struct BootEnvironment
{
    std::string name;
    std::int64_t madeAt = 0; ///< milliseconds since 1970
    bool booted = false, next = false, once = false; ///< bectl's N, R, T

    bool operator==(const BootEnvironment &) const = default;
};

/// Everything that changes on a simulated host except its files. A value; kept as text between runs.
struct State
{
    int boots = 0;
    std::int64_t bootedAt = 0;   ///< milliseconds since 1970
    std::int64_t upAt = 0;       ///< the host does not answer before this
    std::vector<Device> devices; ///< in the order the kernel found them: that of pciconf -l
    std::vector<RootBus> roots;
    std::vector<std::pair<std::string, std::string>> kenv;
    std::map<std::string, std::string, std::less<>> sysctl;  ///< set at run time
    std::map<std::string, std::string, std::less<>> nvstore; ///< zfsbootcfg's variables
    std::vector<BootEnvironment> environments; ///< empty: the machine's own alone
    std::vector<Module> modules;
    bool pptRegistered = false; ///< the driver can be chosen
    bool vmmWorks = false;      ///< vmm itself came up
    bool ivhdGone = false;      ///< a refused kldunload took AMD's IOMMU driver away
    bool iommuTried = false, iommuWorks = false;
    bool iommuEnabled = true; ///< hw.vmm.iommu.enable as it was when vmm was loaded
    bool amdviEnabled = false;
    int domains = 0;
    std::vector<Vm> vms;
    std::map<Address, bool> pptOverrides; ///< what pptctl(8) asked for, in place of pptdevs
    std::vector<Process> processes;
    std::optional<Background> background;
    long nextPid = 1200;
    std::vector<std::string> messages; ///< dmesg
    bool rootLost = false;             ///< the root disk's controller was taken away: until the next boot
    std::set<std::string, std::less<>>
        programs; ///< run since the boot: in memory, so that they work without a root disk
    std::vector<std::string> hardware; ///< changes of the machine so far (sim/hardware.h)
    std::string panic;                 ///< the last one, with which the host went down

    [[nodiscard]] Device *find(const Address &address);
    [[nodiscard]] const Device *find(const Address &address) const;
    [[nodiscard]] Vm *vm(std::string_view name);
    [[nodiscard]] const std::string *environment(std::string_view name) const;
    [[nodiscard]] bool hasModule(std::string_view file) const;
    /// vmm.ko was loaded from where Patchbay's kernel component is installed: its ppt is the one that runs.
    [[nodiscard]] bool patchbayVmm() const;
    bool operator==(const State &) const = default;

    /// One record a line; parse() is its inverse. Errors name the line.
    [[nodiscard]] std::string toText() const;
    static Result<State> parse(std::string_view text);
};

} // namespace patchbay::sim
