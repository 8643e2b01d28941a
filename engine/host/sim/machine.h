// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "pci/address.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::sim {

/// One device of newbus that is no PCI function: nexus0, acpi0, uart0, usbus0. What devinfo(8) shows besides
/// PCI.
struct DeviceNode
{
    std::string name;    ///< "uart0"; empty: no driver ("unknown", shown by devinfo -v only)
    std::string details; ///< what follows the name with -v: " pnpinfo _HID=PNP0501 _UID=1 at handle=\_SB_..."
    bool attached = true; ///< false: shown by devinfo -v only
    std::optional<std::pair<std::uint32_t, std::uint8_t>>
        root; ///< a host bridge: domain and bus of its PCI bus
    std::vector<DeviceNode> children;
};

/// One PCI function as it stands after a boot in which its own driver took it.
struct MachineFunction
{
    Address address;
    std::vector<std::uint8_t> config; ///< 256 or 4096 bytes, with the interrupts its driver switched on
    std::array<std::uint64_t, 6>
        barSize {};                   ///< bytes per BAR register; 0: none (or the upper half of a wide one)
    std::string driver;               ///< that wins when ppt does not want it; empty: none
    std::string description;          ///< the driver's words in dmesg
    std::string handle;               ///< ACPI path: "\_SB_.PCI0.S20_"; may be empty
    bool canDetach = true;            ///< false: its driver refuses (hostb, isab)
    std::vector<DeviceNode> children; ///< devices below it while attached
    std::vector<std::string> vpd;     ///< lines of pciconf -lV after the indent

    [[nodiscard]] std::uint32_t read(unsigned reg, unsigned width) const;
    [[nodiscard]] bool isBridge() const { return (read(0x0e, 1) & 0x7f) == 1; }
};

/// A piece of another program's answer that stands only while the state allows.
struct Piece
{
    enum class When : std::uint8_t {
        Always,
        Attached, ///< the function has had its own driver since the boot
        Again, ///< its own driver was taken away and came back: the interface is there, its addresses are not
        Gone   ///< its own driver does not have it
    };
    When when = When::Always;
    Address function;
    std::string text; ///< "${0:2:0:0}" stands for the name that function has now
};

/// A disk as it stands while the function that drives it has its own driver.
struct MachineDisk
{
    struct Part
    {
        std::string name;  ///< "nda0p1"
        std::string type;  ///< "efi", "freebsd-zfs"
        std::string label; ///< "gpt/efiboot0"; empty: none
    };
    std::string name;                ///< "nda0"
    std::optional<Address> function; ///< nullopt: a memory disk
    std::string controller;          ///< its CAM bus: "nvme0", "ahcich0"; empty: none, as of nvd(4)
    std::vector<Part> parts;
};

/// An immutable machine: its hardware, what its firmware and disks hold before the first boot, and what the
/// programs say that do not follow from PCI. Read from a machine file (machine_file.h) or made from a dump
/// (machine_dump.h).
struct Machine
{
    std::string name, title, summary;
    std::string release = "14.3-RELEASE"; ///< uname -r
    int osVersion = 1403000;              ///< kern.osreldate
    std::string ident = "GENERIC";
    std::string hostName = "simulated";
    std::string processor = "QEMU Virtual CPU";
    std::string processorVendor = "intel";          ///< intel or amd: whose IOMMU code vmm uses
    bool virtualisation = true;                     ///< VT-x or SVM is there and usable
    std::uint64_t memory = std::uint64_t(16) << 30; ///< bytes
    int processors = 4;
    std::string bootFileSystem = "ufs";                    ///< of /boot: ufs or zfs
    bool preloadVmm = false;                   ///< vmm.ko is loaded without any boot file saying so
    std::string bootSource = "/dev/ada0p2";                ///< its device or dataset
    std::vector<MachineFunction> functions;                ///< in the order the kernel finds them
    std::vector<std::pair<std::string, std::string>> kenv; ///< what the firmware and the loader itself bring
    std::map<std::string, std::string, std::less<>> sysctl;
    std::vector<std::string> acpiTables; ///< raw bytes; order of the RSDT
    bool firmware = false;               ///< it also has the tables every PC has: ordinaryTables()
    std::string rsdp;                ///< lines of the RSD PTR comment as acpidump prints them; may be empty
    std::vector<MachineDisk> disks;
    std::string connection;          ///< SSH_CONNECTION, as if the engine had been reached that way; empty: it was not
    std::vector<DeviceNode> devices; ///< devinfo's tree; empty: a plain one is made up
    std::map<std::string, std::vector<Piece>, std::less<>> texts; ///< by "program argument ..."
    std::map<std::string, std::string> files;                     ///< the disk before the first boot
    std::map<std::uint16_t, std::string> vendorNames;
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::string> deviceNames;

    [[nodiscard]] const MachineFunction *find(const Address &address) const;
    [[nodiscard]] const std::string *acpiTable(std::string_view signature) const;
    [[nodiscard]] int majorVersion() const { return osVersion / 100000; }
};

/// The driver FreeBSD would attach by class and vendor alone; empty: none. For dumps that do not tell.
std::string guessDriver(std::uint16_t vendor, std::uint16_t device, std::uint32_t classCode);

} // namespace patchbay::sim
