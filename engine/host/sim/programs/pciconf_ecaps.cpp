// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <bit>
#include <format>

namespace patchbay::sim {

namespace {

// 13.0 brought new words for vendor capabilities, 14.1 the bits of ACS.
constexpr int sinceNewIds = 1300000, sinceAcsBits = 1401000;

constexpr const char *indent = "                 ";
constexpr const char *deepIndent = "                     ";

const char *onOff(bool on) { return on ? "enabled" : "disabled"; }

const char *extendedName(unsigned id)
{
    static constexpr const char *names[] = {nullptr,
                                            "AER",
                                            "Virtual Channel",
                                            "Device Serial Number",
                                            "Power Budgeting",
                                            "Root Complex Link Declaration",
                                            "Root Complex Internal Link Control",
                                            "Root Complex Event Collector ASsociation",
                                            "MFVC",
                                            "Virtual Channel 2",
                                            "RCRB",
                                            nullptr,
                                            "Configuration Access Correction",
                                            "ACS",
                                            "ARI",
                                            "ATS",
                                            "SRIOV",
                                            "MRIOV",
                                            "Multicast",
                                            "Page Page Request",
                                            "AMD proprietary ",
                                            "Resizable BAR",
                                            "DPA",
                                            "TPH Requester",
                                            "LTR",
                                            "Secondary PCI Express",
                                            "Protocol Multiplexing",
                                            "Process Address Space ID",
                                            "LN Requester",
                                            "Downstream Port Containment",
                                            "L1 PM Substates",
                                            "Precision Time Measurement",
                                            "PCIe over M-PHY",
                                            "FRS Queuing",
                                            "Readiness Time Reporting",
                                            "Designated Vendor-Specific",
                                            "VF Resizable BAR",
                                            "Data Link Feature",
                                            "Physical Layer 16.0 GT/s",
                                            "Lane Margining at Receiver",
                                            "Hierarchy ID",
                                            "Native PCIe Enclosure Management",
                                            "Physical Layer 32.0 GT/s",
                                            "Alternate Protocol",
                                            "System Firmware Intermediary"};
    return id < std::size(names) && names[id] ? names[id] : "unknown";
}

std::string sriovText(const MachineFunction &f, unsigned at, unsigned version)
{
    const std::uint32_t control = f.read(at + 8, 2);
    std::string text = std::format("SR-IOV {} IOV {}, Memory Space {}, ARI {}\n", version, onOff(control & 1),
                                   onOff(control & 8), onOff(control & 16));
    text += std::format("{}{} VFs configured out of {} supported\n", deepIndent, f.read(at + 0x10, 2),
                        f.read(at + 0x0e, 2));
    text += std::format("{}First VF RID Offset 0x{:04x}, VF RID Stride 0x{:04x}\n", deepIndent,
                        f.read(at + 0x14, 2), f.read(at + 0x16, 2));
    text +=
        std::format("{}VF Device ID 0x{:04x}\n{}Page Sizes: ", deepIndent, f.read(at + 0x1a, 2), deepIndent);
    const std::uint32_t sizes = f.read(at + 0x1c, 4), chosen = f.read(at + 0x20, 4);
    const char *comma = "";
    for (unsigned bit = 0; bit < 20; ++bit) {
        if (!(sizes >> bit & 1))
            continue;
        text += std::format("{}{}{}", comma, 4096u << bit, chosen >> bit & 1 ? " (enabled)" : "");
        comma = ", ";
    }
    return text + "\n";
}

std::string acsText(const MachineFunction &f, unsigned at, unsigned version, int osVersion)
{
    if (version != 1 || osVersion < sinceAcsBits)
        return std::format("ACS {}{}\n", version, osVersion < sinceAcsBits ? "" : " ");
    const std::uint32_t cap = f.read(at + 4, 2), control = f.read(at + 6, 2);
    const auto state = [&](unsigned bit) {
        return !(cap >> bit & 1) ? "unavailable" : control >> bit & 1 ? "enabled" : "disabled";
    };
    std::string text =
        std::format("ACS {} Source Validation {}, Translation Blocking {}\n", version, state(0), state(1));
    text += std::format("{}P2P Req Redirect {}, P2P Cmpl Redirect {}\n", deepIndent, state(2), state(3));
    text +=
        std::format("{}P2P Upstream Forwarding {}, P2P Egress Control {}\n", deepIndent, state(4), state(5));
    text += std::format("{}P2P Direct Translated {}, Enhanced Capability {}\n", deepIndent, state(6),
                        control & 0x80 ? "available" : "unavailable");
    if (cap & 0x80) {
        static constexpr const char *access[] = {"access enabled", "blocking enabled", "redirect enabled",
                                                 "reserved"};
        text += std::format("{}I/O Req Blocking {}, Unclaimed Req Redirect Control {}\n", deepIndent,
                            onOff(control & 0x80), onOff(control & 0x1000));
        text += std::format("{}DSP BAR {}, USP BAR {}\n", deepIndent, access[cap >> 8 & 3],
                            access[cap >> 10 & 3]);
    }
    return text;
}

std::string vsecText(const MachineFunction &f, unsigned at, unsigned version, unsigned next, int osVersion,
                     int level)
{
    const std::uint32_t head = f.read(at + 4, 4);
    if (osVersion < sinceNewIds)
        return std::format("Vendor {} ID {}\n", version, head & 0xffff);
    unsigned length = head >> 20;
    if (length == 0)
        length = (next ? next : 0x1000) - at;
    std::string text = std::format("Vendor [{}] ID {:04x} Rev {} Length {}\n", version, head & 0xffff,
                                   head >> 16 & 15, length);
    for (unsigned i = 0; level > 1 && version >= 1 && i < length; i += 4) {
        text += i % 16 == 0 ? indent : "";
        text += std::format("{:02x} {:02x} {:02x} {:02x}", f.read(at + i, 1), f.read(at + i + 1, 1),
                            f.read(at + i + 2, 1), f.read(at + i + 3, 1));
        text += (i + 4) % 16 == 0 || i + 4 >= length ? "\n" : " ";
    }
    return text;
}

std::string extendedWords(const MachineFunction &f, std::uint32_t header, unsigned at, int osVersion,
                          int level)
{
    const unsigned id = header & 0xffff, version = header >> 16 & 15;
    if (id == 0x01 && version >= 1) {
        const std::uint32_t status = f.read(at + 4, 4), severity = f.read(at + 12, 4);
        return std::format("AER {} {} fatal {} non-fatal {} corrected\n", version,
                           std::popcount(status & severity), std::popcount(status & ~severity),
                           std::popcount(f.read(at + 16, 4)));
    }
    if (id == 0x02 && version >= 1) {
        const std::uint32_t cap = f.read(at + 4, 4);
        return std::format("VC {} max VC{}{}\n", version, cap & 7,
                           cap & 0x70 ? std::format(" lowpri VC0-VC{}", cap >> 4 & 7) : "");
    }
    if (id == 0x03 && version >= 1)
        return std::format("Serial {} {:08x}{:08x}\n", version, f.read(at + 8, 4), f.read(at + 4, 4));
    if (id == 0x0b)
        return vsecText(f, at, version, header >> 20, osVersion, level);
    if (id == 0x0d)
        return acsText(f, at, version, osVersion);
    if (id == 0x10)
        return sriovText(f, at, version);
    if (id == 0x19 && version >= 1) {
        const std::uint32_t errors = f.read(at + 8, 4);
        return std::format("PCIe Sec {} lane errors {}{:x}\n", version, errors ? "0x" : "", errors);
    }
    static constexpr const char *brief[] = {"", "AER", "VC", "Serial"};
    return std::format("{} {}\n", id > 0 && id < 4 ? brief[id] : extendedName(id), version);
}

} // namespace

std::string extendedCapabilityText(const MachineFunction &f, int osVersion, int level)
{
    std::string text;
    unsigned at = 0x100;
    for (int guard = 0; guard < 512 && at >= 0x100 && at + 4 <= f.config.size(); ++guard) {
        const std::uint32_t header = f.read(at, 4);
        if (guard == 0 && (header == 0 || header == 0xffffffff))
            break;
        text += std::format("    ecap {:04x}[{:03x}] = ", header & 0xffff, at) +
            extendedWords(f, header, at, osVersion, level);
        at = header >> 20;
    }
    return text;
}

} // namespace patchbay::sim
