// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What travels between console and engine: plain structs, shared by both, converted to JSON only in wire/codec.
/// Addresses are opaque strings ("pci0:2:0:0"). nullopt is null on the wire and means unknown. The member names are
/// the JSON names. wire may not know pci, plan or host: rpc converts, so that either side can change.
namespace patchbay::wire {

/// First line of every engine, as a notification "hello".
struct Hello
{
    std::string engine;             ///< version: "1.0.0"
    int protocol = 1;
    std::string host;               ///< SPEC
    std::vector<std::string> methods;
};

struct Bar
{
    int reg = 0;
    std::string kind; ///< "io", "memory", "prefetchable"
    int bits = 0;
    std::uint64_t base = 0;
    std::optional<std::uint64_t> size; ///< bytes
    bool enabled = false;
};

struct Capability
{
    int id = 0;
    int offset = 0;
    bool extended = false;
    std::string name; ///< "MSI-X", "PCI-Express"
    std::string text;
};

/// A row of the tree. Kept small: a host may have 100,000.
struct Function
{
    std::string address;
    std::string slashed;               ///< "2/0/0"
    std::optional<std::string> parent; ///< address of the bridge above
    bool parentKnown = true;
    std::string vendor, device;        ///< "0x8086"
    std::string classCode;             ///< "0x020000", on the wire "class"
    std::string kind;                  ///< nic, storage, display, audio, usb, bridge, hostbridge, chipset, accelerator, serial, crypto, other
    std::string name;                  ///< what to call it: device name, else vendor and ids
    std::string vendorName;
    std::optional<std::string> driver; ///< "" none attached, null unknown
    std::optional<int> msi, msix;      ///< messages; 0 the capability is absent, null unknown
    std::string reset;                 ///< "flr", "d3hot", "none", "unknown"
    std::optional<bool> iommu;
    std::optional<int> group;
    bool endpoint = true;
    bool multifunction = false;
    std::optional<int> secondaryBus, subordinateBus; ///< bridges
    std::vector<std::string> carries;  ///< what the host has on it: "zroot", "swap", "this connection"
    std::string heldBy;                ///< in words for the "Held by" column: "host · ix0", "ppt0 · reserved", "guest web-01"
    std::optional<std::string> locked; ///< why it never can be passed through, in a few words; null: it can
    std::vector<std::string> marks;    ///< further badges: "rmrr", "bar-align", "chipset", "coupled"
};

/// host.function: everything about one function.
struct FunctionDetails
{
    Function function;
    std::optional<std::string> subvendor, subdevice;
    std::optional<int> revision;
    std::vector<Bar> bars;
    std::vector<Capability> capabilities;
    std::vector<std::string> lines;   ///< of the source, verbatim
    std::string config;               ///< raw config space as hex digits, empty when not read
    std::vector<std::string> groupReasons; ///< why it shares a group with others
};

struct Oddity
{
    std::string where, text;
};

/// A badge of the header: "VT-d on, 2 units".
struct HostBadge
{
    std::string state; ///< ok, note, warn, block
    std::string text;
    std::string detail; ///< tooltip
};

struct GuestState
{
    std::string name;
    std::string state; ///< stopped, running, stopping (asked to end), held (VM exists without bhyve), failed
    std::vector<std::string> holds;
    std::optional<int> exitStatus;
    std::string cause; ///< of a failure: the true one, in one sentence
};

/// What the host stands on: a guard keeps that function until a person lifts it.
struct Standing
{
    std::string function; ///< address
    std::string rule;     ///< the guard: "boot-disk"
    std::string word;     ///< "boot disk", "this connection"
    std::string text;     ///< one sentence with the way down: "2/0/0 carries the host's root file system: zroot → … → pci0:2:0:0."
};

/// host.snapshot
struct Snapshot
{
    std::string revision;
    std::string spec;
    std::string name, system, release, processor;
    std::optional<std::uint64_t> memory; ///< bytes
    std::optional<std::string> readOnly; ///< reason; null: changes are possible
    std::vector<HostBadge> badges;
    std::vector<Function> functions;     ///< sorted by address
    std::vector<Standing> standings;     ///< by function, the weightiest first
    std::vector<GuestState> guests;
    std::vector<Oddity> oddities;
    bool rebootNeeded = false;           ///< boot files say other than the running kernel does
};

/// The plan as it travels and as a plan file holds it; field for field that of plan/plan.h.
struct Expect
{
    std::optional<std::string> vendor, device, subvendor, subdevice, serial;
    std::optional<std::string> revision, classCode; ///< "0x01"; "0x020000", on the wire "class"
    std::optional<std::string> path;  ///< "0/1.0/0.0": root bus, then slot.function of each bridge and of itself
    std::optional<std::string> label; ///< what the host calls the slot: "slot-4"
    std::optional<std::string> mark;  ///< what its own driver told of the very card: "MAC 00:1b:21:3a:4b:5c"
    std::optional<int> alike;         ///< how many others with these ids the host had
    bool operator==(const Expect &) const = default;
};
struct Position
{
    int slot = 0, function = 0;
    std::string host;
    Expect expect;
    std::vector<std::string> options;
    bool operator==(const Position &) const = default;
};
struct GuestDevice
{
    int slot = 0, function = 0;
    std::string kind, config;
    bool operator==(const GuestDevice &) const = default;
};
struct Guest
{
    std::string name;
    std::vector<Position> positions;
    std::vector<GuestDevice> devices;
    std::uint64_t memoryMiB = 1024;
    int cpus = 1;
    bool wired = true;
    std::string boot = "uefi"; ///< uefi, bhyveload
    std::string bootrom = "/usr/local/share/uefi-firmware/BHYVE_UEFI.fd", bootvars, loaderDisk, console = "stdio";
    std::vector<std::string> extra;
    bool operator==(const Guest &) const = default;
};
struct Remembered
{
    std::string host;
    Expect expect;
    bool operator==(const Remembered &) const = default;
};
struct Plan
{
    std::vector<Guest> guests;
    std::optional<std::vector<std::string>> reserved;
    std::vector<Remembered> remembered{}; ///< of functions without a place on a board
    bool operator==(const Plan &) const = default;
};

struct Cell
{
    std::string guest;
    int slot = 0, function = 0;
    bool operator==(const Cell &) const = default;
};

struct Fix
{
    std::string label;
    Plan plan;
};

struct Finding
{
    std::string rule;
    std::string severity; ///< block, warn, note
    std::vector<std::string> functions;
    std::vector<Cell> cells;
    std::string text;
    std::vector<std::string> evidence;
    std::string source;
    std::optional<Fix> fix;
    bool guard = false;  ///< keeps the host from losing what it stands on: a person may lift it, see Lift
    bool lifted = false; ///< this one is lifted, so it only warns
};

/// A guard that a person lifts for one function, by typing the host's name. Requests carry it; nothing remembers it.
struct Lift
{
    std::string rule;     ///< "boot-disk"
    std::string function; ///< "pci0:1:0:0"
    std::string host;     ///< the name as typed; it must be the host's
    bool operator==(const Lift &) const = default;
};

/// plan.options: may these functions be dropped here? All cells of one guest's board in one answer.
/// Dropping at (slot, function) puts functions[0] there and the others after it by the rules (coupled ones keep
/// their numbers): `lands` says where each would go.
struct Option
{
    int slot = 0, function = 0;
    bool legal = false;
    std::string reason;          ///< why not, one sentence; with `title` as its head: "Not here: functions must keep their numbers."
    std::string title;
    std::vector<Position> lands; ///< when legal, as they would stand in the plan
};
struct Options
{
    std::string guest;
    std::vector<std::string> functions; ///< what really moves: coupled siblings are added
    std::vector<Option> cells;          ///< 256, slot-major
    std::string guard;                  ///< the guard that stops the plan until a person lifts it, one sentence; empty: none does
    std::string hint;                   ///< what would work: "Any row, columns 0-1."; or why nothing does
};

struct FileChange
{
    std::string path;
    std::optional<std::string> before; ///< null: the file is new
    std::string after;
    std::string diff;                  ///< unified, three lines of context
    std::string note;                  ///< "read last, nothing overrides it"
};
struct GuestCommand
{
    std::string guest;
    std::vector<std::string> lines; ///< "bhyveload -S ...", "bhyve -S ...": exactly what guest.start runs
    std::string config;             ///< the same as a bhyve_config(5) file
};
struct Step
{
    std::string kind; ///< write, claim, release, reboot, verify ...
    std::string text; ///< one sentence
};

/// plan.preview
struct Preview
{
    std::string token;
    std::vector<FileChange> files;
    std::vector<GuestCommand> guests;
    std::vector<Step> steps;
    std::vector<Finding> findings;
    bool blocked = false;
    std::string bootEnvironment; ///< that boot.apply can make first: "patchbay-000005"; empty: none can be made
};

/// boot.apply and boot.verify
struct Verified
{
    std::string address;
    std::string intended; ///< "ppt", "host"
    std::string actual;   ///< "ppt0", "em0", "none", "gone"
    bool good = false;
    std::string cause;    ///< likely cause of a difference
};
struct Applied
{
    std::string id;               ///< of the history entry
    std::string mode;             ///< persistent, next-boot, now
    std::vector<std::string> written;
    bool rebootNeeded = false;
};
struct Verification
{
    bool good = false;
    std::vector<Verified> functions;
    std::vector<Finding> findings;
};
struct HistoryEntry
{
    std::string id;
    std::int64_t at = 0; ///< seconds since 1970
    std::string mode, state, summary;
};

} // namespace patchbay::wire
