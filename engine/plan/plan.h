// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// What a planned function was when it was planned; after a hardware change it tells that the address moved. Bus numbers
/// change with cards and firmware settings, so none is in it.
struct Identity
{
    std::optional<std::uint16_t> vendor, device, subvendor, subdevice;
    std::optional<std::uint8_t> revision;
    std::optional<std::uint32_t> classCode; ///< 24 bits
    std::optional<std::uint64_t> serial;    ///< device serial number, extended capability 3: of the whole card
    std::optional<int> alike; ///< how many others with these ids and function number the host had
    std::string path;  ///< placeOf(): the root bus, then slot.function of each bridge and of itself; empty: not known
    std::string label; ///< what the host calls the slot it is in: "slot-4"; empty: it does not say
    std::string mark{}; ///< Function::mark, as its own driver told it; empty: none was there to tell

    /// Nothing is remembered, as in a plan file written by hand.
    [[nodiscard]] bool empty() const { return *this == Identity(); }
    bool operator==(const Identity &) const = default;
};

/// A function with what it was.
struct Remembered
{
    Address host;
    Identity expect;

    bool operator==(const Remembered &) const = default;
};

/// A host function on a guest's board.
struct Position
{
    int slot = 0;     ///< 0 ... 31
    int function = 0; ///< 0 ... 7
    Address host;
    Identity expect;
    std::vector<std::string> options; ///< further bhyve options of the device, kept as they are: "rom=/x"

    bool operator==(const Position &) const = default;
};

/// A device of the guest that bhyve emulates: hostbridge, lpc, virtio-blk, virtio-net, ahci-hd, ahci-cd, nvme, fbuf,
/// xhci, virtio-rnd ...: bhyve's own names.
struct GuestDevice
{
    int slot = 0;
    int function = 0;
    std::string kind;
    std::string config; ///< what follows the kind on the line, without the comma: "/vm/web/disk0.img"

    bool operator==(const GuestDevice &) const = default;
};

enum class BootMethod : std::uint8_t { Uefi, Bhyveload };

/// A virtual machine and its board of 32 slots by 8 functions.
struct Guest
{
    std::string name;                  ///< [A-Za-z0-9._-], not starting with '-' or '.'
    std::vector<Position> positions;
    std::vector<GuestDevice> devices;
    std::uint64_t memoryMiB = 1024;
    unsigned cpus = 1;
    bool wired = true;                 ///< -S / memory.wired
    BootMethod boot = BootMethod::Uefi;
    std::string bootrom = "/usr/local/share/uefi-firmware/BHYVE_UEFI.fd";
    std::string bootvars;              ///< per-guest copy of the variables; empty: none
    std::string loaderDisk;            ///< bhyveload -d
    std::string console = "stdio";     ///< lpc.com1; empty: none
    std::vector<std::string> extra;    ///< further arguments of bhyve, one per item, kept as they are

    bool operator==(const Guest &) const = default;
};

/// What a person wants the host to be: a value. Steps come from a difference, undo is an older value.
struct Plan
{
    std::vector<Guest> guests;
    /// Functions ppt shall hold at boot without a place on any board. nullopt: keep those the boot files name today.
    std::optional<std::vector<Address>> reserved;
    /// Of functions that ppt shall hold without a place on any board. What ppt does not hold has no meaning here.
    std::vector<Remembered> remembered{};

    bool operator==(const Plan &) const = default;
};

} // namespace patchbay
