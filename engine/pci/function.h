// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/address.h"
#include "pci/verbatim_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// A base address register as the host programmed it. Sizes and bases are bytes.
struct Bar
{
    enum class Kind : std::uint8_t { Io, Memory, Prefetchable };

    std::uint16_t reg = 0;             ///< config offset, 0x10 ... 0x24 (0x30: expansion ROM); of a VF: 0x100 on
    Kind kind = Kind::Memory;
    std::uint8_t bits = 32;            ///< 20, 32 or 64; 0 where the dump does not tell
    std::uint64_t base = 0;
    std::optional<std::uint64_t> size; ///< nullopt: not in the dump (config space alone does not tell it)
    bool enabled = false;

    bool operator==(const Bar &) const = default;
};

/// A forwarding window of a bridge; closed when base > limit.
struct Window
{
    std::uint8_t reg = 0; ///< 0x1c I/O, 0x20 memory, 0x24 prefetchable
    Bar::Kind kind = Bar::Kind::Memory;
    std::uint8_t bits = 32;
    std::uint64_t base = 0;
    std::uint64_t limit = 0;
    bool enabled = false;

    bool operator==(const Window &) const = default;
};

/// One entry of a capability list, decoded no further than its own words.
struct Capability
{
    std::uint16_t id = 0;
    std::uint16_t offset = 0;
    bool extended = false;
    std::string text; ///< what the dump says after " = ", continuation lines joined by '\n'; empty from raw bytes

    bool operator==(const Capability &) const = default;
};

struct Msi
{
    std::uint16_t messages = 0; ///< supported: a power of two up to 32, or what a device claims (its field reaches 128)
    std::uint16_t enabled = 0;  ///< messages in use, 0 = off
    bool wide = false;          ///< 64-bit addresses
    bool masks = false;         ///< per-vector masks

    bool operator==(const Msi &) const = default;
};

struct MsiX
{
    std::uint16_t messages = 0; ///< table size, 1 ... 2048
    bool enabled = false;
    std::optional<std::uint8_t> tableBar; ///< config offset of the BAR: 0x10, 0x14 ...
    std::uint32_t tableOffset = 0;        ///< bytes into that BAR
    std::optional<std::uint8_t> pbaBar;
    std::uint32_t pbaOffset = 0;

    bool operator==(const MsiX &) const = default;
};

/// The PCI-Express capability. Speeds are in tenths of GT/s (25 = 2.5); 0 where unknown.
struct Express
{
    enum class Type : std::uint8_t {
        Endpoint, LegacyEndpoint, RootPort, UpstreamPort, DownstreamPort, PcieToPciBridge, PciToPcieBridge,
        RootEndpoint, EventCollector, Unknown
    };

    Type type = Type::Unknown;
    bool flr = false; ///< Function Level Reset in Device Capabilities: the one that ppt uses
    bool flrKnown = true; ///< false: the source names the capability but not this (lspci -v)
    bool slotImplemented = false;
    std::uint16_t physicalSlot = 0;
    std::uint8_t width = 0, maxWidth = 0;
    std::uint16_t speed = 0, maxSpeed = 0;
    std::optional<bool> ariForwarding; ///< of a port: enabled or not; nullopt: not said

    bool operator==(const Express &) const = default;
};

/// Access Control Services: what a port or function can keep apart, and whether it is switched on.
/// Each bit position is that of the ACS capability register (PCIe 6.12.1): SV 0, TB 1, RR 2, CR 3, UF 4, EC 5, DT 6.
struct Acs
{
    std::uint16_t supported = 0;
    std::uint16_t enabled = 0;
    bool known = false; ///< false: the dump names the capability but not its bits (pciconf before 13)

    bool operator==(const Acs &) const = default;
};

struct SrIov
{
    bool enabled = false;
    std::uint16_t configured = 0; ///< VFs that exist now
    std::uint16_t supported = 0;
    std::uint16_t firstOffset = 0;
    std::uint16_t stride = 0;
    std::uint16_t vfDevice = 0;

    bool operator==(const SrIov &) const = default;
};

/// What a bridge says of the buses behind it.
struct BridgeBuses
{
    std::optional<std::uint8_t> primary; ///< not printed by pciconf
    std::uint8_t secondary = 0;
    std::uint8_t subordinate = 0;

    bool operator==(const BridgeBuses &) const = default;
};

/// One PCI function as one source described it. Anything the source did not say is nullopt or marked unknown:
/// unknown is never zero.
struct Function
{
    Address address;
    std::uint16_t vendor = 0xffff;
    std::uint16_t device = 0xffff;
    std::optional<std::uint16_t> subvendor, subdevice;
    std::uint32_t classCode = 0; ///< 0xBBSSPP: base class, subclass, programming interface
    std::optional<std::uint8_t> revision;
    std::optional<std::uint8_t> headerType; ///< raw, with the multi-function bit 0x80

    std::string driver;            ///< "em0", "ppt1"; empty: none attached, or not known (see driverKnown)
    bool driverKnown = false;      ///< whether the source tells drivers at all

    std::string vendorName, deviceName, className, subclassName; ///< as the source printed them; empty: not said

    bool barsKnown = false;
    std::vector<Bar> bars;
    std::vector<Bar> virtualFunctionBars; ///< of the SR-IOV capability, as the source prints them
    std::vector<Window> windows;
    std::optional<BridgeBuses> buses;

    bool capabilitiesKnown = false;         ///< whether the source lists capabilities (pciconf -c, config space)
    bool extendedKnown = false;             ///< the same of extended capabilities
    std::vector<Capability> capabilities;   ///< in the order of the source
    std::optional<Msi> msi;
    std::optional<MsiX> msix;
    std::optional<Express> express;
    std::optional<Acs> acs;
    std::optional<SrIov> sriov;
    std::optional<std::uint8_t> powerManagement; ///< offset of the PM capability: D3hot reset is possible
    bool powerNoSoftReset = false;               ///< PM says D3hot to D0 does not reset (only raw bytes tell)
    bool advancedFeaturesFlr = false;            ///< "PCI Advanced Features: FLR", which stock ppt does not use
    bool ari = false;                            ///< has the ARI extended capability
    std::optional<std::uint64_t> serial;         ///< device serial number, extended capability 3
    std::string mark; ///< what its own driver tells of this very card: "MAC 00:1b:21:3a:4b:5c"; empty: nothing does

    std::optional<std::int32_t> numaNode; ///< nullopt: not said; -1: belongs to none

    VerbatimLines unknownLines;       ///< lines of the source that we did not understand
    VerbatimLines lines;              ///< all lines of the source for this function (details pane)
    std::vector<std::uint8_t> config; ///< raw config space: 0, 64, 256 or 4096 bytes

    [[nodiscard]] std::uint8_t baseClass() const { return std::uint8_t(classCode >> 16); }
    [[nodiscard]] std::uint8_t subclass() const { return std::uint8_t(classCode >> 8); }
    [[nodiscard]] std::optional<std::uint8_t> layout() const ///< header type without the multi-function bit
    {
        return headerType ? std::optional<std::uint8_t>(*headerType & 0x7f) : std::nullopt;
    }
    /// Whether the source names the capability, even where what it says of it could not be understood.
    [[nodiscard]] bool lists(std::uint16_t id, bool extended = false) const
    {
        return std::ranges::any_of(capabilities, [&](const Capability &each) {
            return each.id == id && each.extended == extended;
        });
    }
    [[nodiscard]] bool isEndpoint() const { return !layout() || *layout() == 0; }
    [[nodiscard]] bool isBridge() const { return layout() && *layout() != 0; }
    [[nodiscard]] bool heldByPpt() const { return driver.starts_with("ppt"); }
};

} // namespace patchbay
