// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/extended_words.h"
#include "host/sim/programs/program.h"

#include <format>

namespace patchbay::sim {

namespace {

// 12.2 added "max read", 13.0 the new words for ids.
constexpr int sinceMaxRead = 1202000, sinceNewIds = 1300000;

constexpr const char *indent = "                 ";

const char *plural(unsigned count) { return count == 1 ? "" : "s"; }
const char *onOff(bool on) { return on ? "enabled" : "disabled"; }

std::string speedWord(unsigned code)
{
    static constexpr const char *speeds[] = {"undef", "2.5", "5.0", "8.0", "16.0", "32.0", "64.0"};
    return code < std::size(speeds) ? speeds[code] : "undef";
}

const char *aspmWord(unsigned code)
{
    static constexpr const char *modes[] = {"disabled", "L0s", "L1", "L0s/L1"};
    return modes[code & 3];
}

std::string expressType(unsigned type)
{
    switch (type) {
    case 0: return "endpoint";
    case 1: return "legacy endpoint";
    case 4: return "root port";
    case 5: return "upstream port";
    case 6: return "downstream port";
    case 7: return "PCI bridge";
    case 8: return "PCI to PCIe bridge";
    case 9: return "root endpoint";
    case 10: return "event collector";
    default: return std::format("type {}", type);
    }
}

std::string linkText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t cap = f.read(at + 0x0c, 4), status = f.read(at + 0x12, 2),
                        control = f.read(at + 0x10, 2);
    if (cap == 0 && status == 0)
        return {};
    const unsigned width = status >> 4 & 0x3f, maxWidth = cap >> 4 & 0x3f;
    std::string text = std::format("\n{}link x{}(x{})", indent, width, maxWidth);
    if (maxWidth != 0)
        text +=
            std::format(" speed {}({})", width == 0 ? "0.0" : speedWord(status & 15), speedWord(cap & 15));
    if (const unsigned aspm = cap >> 10 & 3; aspm != 0)
        text += std::format(" ASPM {}({})", aspmWord(control), aspmWord(aspm));
    if (cap & 0x40000)
        text += std::format(" ClockPM {}", onOff(control & 0x100));
    return text;
}

std::string slotText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t cap = f.read(at + 0x14, 4), control = f.read(at + 0x18, 2),
                        status = f.read(at + 0x1a, 2);
    unsigned milliwatts = cap >> 7 & 0xff;
    static constexpr unsigned scale[] = {1000, 100, 10, 1};
    milliwatts *= scale[cap >> 15 & 3];
    std::string text = std::format("\n{}slot {} power limit {} mW", indent, cap >> 19, milliwatts);
    if (cap & 0x40)
        text += status & 0x40 ? " HotPlug(present)" : " HotPlug(empty)";
    if (cap & 0x20)
        text += " surprise";
    if (cap & 0x01)
        text += " Attn Button";
    if (cap & 0x02)
        text += control & 0x400 ? " PC(off)" : " PC(on)";
    if (cap & 0x04)
        text += status & 0x20 ? " MRL(open)" : " MRL(closed)";
    if (cap & 0x20000)
        text += status & 0x80 ? " EI(engaged)" : " EI(disengaged)";
    return text;
}

std::string expressText(const MachineFunction &f, unsigned at, int osVersion)
{
    const std::uint32_t flags = f.read(at + 2, 2), cap = f.read(at + 4, 4), control = f.read(at + 8, 2);
    std::string text = std::format("PCI-Express {} {}", flags & 15, expressType(flags >> 4 & 15));
    if (flags & 0x3e00)
        text += std::format(" MSI {}", flags >> 9 & 31);
    text += std::format(" max data {}({})", 128 << (control >> 5 & 7), 128 << (cap & 7));
    if (cap & 0x10000000)
        text += " FLR";
    if (control & 0x0010)
        text += " RO";
    if (control & 0x0800)
        text += " NS";
    std::uint32_t readControl = control;
    if ((flags & 15) >= 2 && f.read(at + 0x24, 4) & 0x20) {
        readControl =
            f.read(at + 0x28, 4); // pciconf's own slip: "max read" then comes from the other register
        text += std::format(" ARI {}", onOff(readControl & 0x20));
    }
    if (osVersion >= sinceMaxRead) {
        const unsigned code = readControl >> 12 & 7;
        text += std::format("\n{}max read {}", indent, code < 6 ? std::to_string(128 << code) : "undef");
    }
    text += linkText(f, at);
    if (flags & 0x100 && (f.read(at + 0x0c, 4) != 0 || f.read(at + 0x12, 2) != 0))
        text += slotText(f, at);
    return text;
}

std::string msiText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t control = f.read(at + 2, 2);
    const unsigned supported = 1u << (control >> 1 & 7), enabled = 1u << (control >> 4 & 7);
    std::string text = std::format("MSI supports {} message{}{}{} ", supported, plural(supported),
                                   control & 0x80 ? ", 64 bit" : "", control & 0x100 ? ", vector masks" : "");
    if (control & 1)
        text += std::format("enabled with {} message{}", enabled, plural(enabled));
    return text;
}

std::string msixText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t control = f.read(at + 2, 2), table = f.read(at + 4, 4), pba = f.read(at + 8, 4);
    const unsigned count = (control & 0x7ff) + 1;
    return std::format(
        "MSI-X supports {} message{}{}\n{}Table in map 0x{:x}[0x{:x}], PBA in map 0x{:x}[0x{:x}]", count,
        plural(count), control & 0x8000 ? ", enabled" : "", indent, 0x10 + 4 * (table & 7), table & ~7u,
        0x10 + 4 * (pba & 7), pba & ~7u);
}

std::string powerText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t cap = f.read(at + 2, 2);
    return std::format("powerspec {}  supports D0{}{} D3  current D{}", cap & 7, cap & 0x200 ? " D1" : "",
                       cap & 0x400 ? " D2" : "", f.read(at + 4, 2) & 3);
}

std::string vendorText(const MachineFunction &f, unsigned at)
{
    std::string text = std::format("vendor (length {})", f.read(at + 2, 1));
    if (f.read(0, 2) == 0x8086)
        text += std::format(" Intel cap {} version {}", f.read(at + 3, 1) >> 4, f.read(at + 3, 1) & 15);
    return text;
}

std::string pcixText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t status = f.read(at + 4, 4);
    const bool bridge = f.isBridge();
    std::string text = "PCI-X ";
    if (status & 0x10000)
        text += "64-bit ";
    if (bridge)
        text += "bridge ";
    std::string speeds;
    for (const auto &[bit, word] :
         {std::pair(0x20000u, " 133MHz"), {0x40000000u, " 266MHz"}, {0x80000000u, " 533MHz"}}) {
        if (status & bit)
            speeds += (speeds.empty() ? "" : ",") + std::string(word);
    }
    if (!bridge || !speeds.empty())
        text += "supports";
    text += speeds;
    if (bridge)
        return text;
    static constexpr unsigned splits[] = {1, 2, 3, 4, 8, 12, 16, 32};
    const unsigned split = splits[status >> 23 & 7];
    return text +
        std::format("{} {} burst read, {} split transaction{}", speeds.empty() ? "" : ",",
                    512 << (status >> 21 & 3), split, plural(split));
}

std::string secureText(const MachineFunction &f, unsigned at)
{
    const std::uint32_t head = f.read(at, 4);
    if ((head & 0x00070000) != 0x00030000)
        return std::format("Secure Device Type=0x{:x} Rev=0x{:02x}\n", head >> 16 & 7, head >> 19 & 31);
    const std::uint32_t low = f.read(at + 4, 4), range = f.read(at + 12, 4), misc = f.read(at + 16, 4);
    std::string text =
        std::format("AMD IOMMU Base Capability Base=0x{:016x}/{}abled",
                    std::uint64_t(f.read(at + 8, 4)) << 32 | (low & 0xffffc000), low & 1 ? "En" : "Dis");
    const char *join = "\n\t\t";
    for (const auto &[bit, word] :
         {std::pair(28, "CapExt"), {27, "EFRSup"}, {26, "NpCache"}, {25, "HtTunnel"}, {24, "IotlbSup"}}) {
        if (head >> bit & 1) {
            text += std::format("{}{}", join, word);
            join = ",";
        }
    }
    text += std::format("\n\t\tUnitId={}", range & 0x1f);
    if (range & 0x80)
        text += std::format(" BusNum=0x{:04x} FirstDev=0x{:04x} LastDev=0x{:04x}", range >> 8 & 0xff,
                            range >> 16 & 0xff, range >> 24);
    text += std::format("\n\t\tMsiNum={} MsiNumPPR={} HtAtsResv={}", misc & 31, misc >> 27, misc >> 22 & 1);
    if (head >> 28 & 1)
        text += std::format(" MsiNumGA={}", f.read(at + 20, 4) & 31);
    const unsigned va = misc >> 15 & 0x7f, pa = misc >> 8 & 0x7f, gva = misc >> 5 & 7;
    const auto bits = [](unsigned n, bool known) {
        return known ? std::format("{}bit", n) : std::string("unknown");
    };
    return text +
        std::format("\n\t\tVAsize={} PAsize={} GVAsize={}",
                    bits(va, va == 32 || va == 40 || va == 48 || va == 64),
                    bits(pa, pa == 40 || pa == 48 || pa == 52),
                    gva == 2       ? "48bit"
                        : gva == 3 ? "57bit"
                                   : "unknown");
}

std::string hypertransportText(const MachineFunction &f, unsigned at)
{
    const unsigned command = f.read(at + 2, 2);
    const unsigned kind = (command & 0xe000) <= 0x2000 ? command & 0xe000 : command & 0xf800;
    for (const HypertransportWord &entry : hypertransportWords) {
        if (entry.code != kind)
            continue;
        std::string text = std::format("HT {}", entry.words);
        if (kind != hypertransportMsi)
            return text;
        text += std::format("{}address window {} at 0x", command & 2 ? "fixed " : "", onOff(command & 1));
        if (command & 2)
            return text + "fee00000";
        if (const unsigned high = f.read(at + 8, 4); high != 0)
            text += std::format("{:08x}", high);
        return text + std::format("{:08x}", f.read(at + 4, 4));
    }
    return std::format("HT unknown {:02x}", kind);
}

std::string capabilityWords(const MachineFunction &f, unsigned id, unsigned at, int osVersion)
{
    switch (id) {
    case 0x01: return powerText(f, at);
    case 0x03: return "VPD";
    case 0x05: return msiText(f, at);
    case 0x07: return pcixText(f, at);
    case 0x08: return hypertransportText(f, at);
    case 0x09: return vendorText(f, at);
    case 0x0a:
        return std::format("EHCI Debug Port at offset 0x{:x} in map 0x{:x}", f.read(at + 2, 2) & 0x1fff,
                           0x10 + 4 * (f.read(at + 2, 2) >> 13));
    case 0x0d:
        return osVersion < sinceNewIds ? std::format("PCI Bridge card=0x{:08x}", f.read(at + 4, 4))
                                       : std::format("PCI Bridge subvendor=0x{:04x} subdevice=0x{:04x}",
                                                     f.read(at + 4, 2), f.read(at + 6, 2));
    case 0x0f: return osVersion < sinceNewIds ? "unknown" : secureText(f, at);
    case 0x10: return expressText(f, at, osVersion);
    case 0x11: return msixText(f, at);
    case 0x12: return "SATA Index-Data Pair";
    case 0x13:
        return std::format("PCI Advanced Features:{}{}", f.read(at + 3, 1) & 2 ? " FLR" : "",
                           f.read(at + 3, 1) & 1 ? " TP" : "");
    case 0x14: return std::format("PCI Enhanced Allocation ({} entries)", f.read(at + 2, 2) & 0x3f);
    default: return "unknown";
    }
}

} // namespace

std::string capabilityText(const MachineFunction &f, int osVersion, int level)
{
    if (!(f.read(0x06, 2) & 0x10))
        return {};
    std::string text;
    bool express = false;
    unsigned at = f.read((f.read(0x0e, 1) & 0x7f) == 2 ? 0x14 : 0x34, 1);
    for (int guard = 0; at != 0 && at != 0xff && guard < 64; ++guard) {
        const unsigned id = f.read(at, 1);
        express = express || id == 0x10;
        text += std::format("    cap {:02x}[{:02x}] = {}\n", id, at, capabilityWords(f, id, at, osVersion));
        at = f.read(at + 1, 1);
    }
    return express ? text + extendedCapabilityText(f, osVersion, level) : text;
}

} // namespace patchbay::sim
