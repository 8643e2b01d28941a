// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/capability_words.h"

#include "host/sim/extended_words.h"
#include "host/text_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

namespace patchbay::sim {

namespace {

unsigned log2(std::uint64_t value) { return value ? unsigned(std::bit_width(value)) - 1 : 0; }

bool has(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

std::uint64_t after(std::string_view text, std::string_view keyword)
{
    return numberAfter(text, keyword).value_or(0);
}

void writePower(std::string_view text, Registers at)
{
    at.put(2,
           (after(text, "powerspec ") & 7) | (has(text, " D1") ? 0x200 : 0) | (has(text, " D2 ") ? 0x400 : 0),
           2);
    at.put(4, after(text, "current D") & 3, 2);
}

void writeMsi(const Msi &msi, Registers at)
{
    at.put(2,
           (msi.enabled ? 1 | (log2(msi.enabled) & 7) << 4 : 0) | (log2(msi.messages) & 7) << 1 |
               (msi.wide ? 0x80 : 0) | (msi.masks ? 0x100 : 0),
           2);
}

void writeMsix(const MsiX &msix, Registers at)
{
    const auto place = [](std::optional<std::uint8_t> bar, std::uint32_t offset) {
        return (offset & ~7u) | (bar && *bar >= 0x10 ? (*bar - 0x10u) / 4 & 7 : 0);
    };
    at.put(2, ((std::max<unsigned>(msix.messages, 1) - 1) & 0x7ff) | (msix.enabled ? 0x8000 : 0), 2);
    at.put(4, place(msix.tableBar, msix.tableOffset), 4);
    at.put(8, place(msix.pbaBar, msix.pbaOffset), 4);
}

unsigned expressType(std::string_view text, const Express &express)
{
    static constexpr std::array<unsigned, 9> codes {0, 1, 4, 5, 6, 7, 8, 9, 10};
    if (express.type != Express::Type::Unknown)
        return codes[std::size_t(express.type)];
    return unsigned(after(text, " type ")) & 15;
}

unsigned speedCode(unsigned tenths)
{
    static constexpr std::array<unsigned, 7> speeds {0, 25, 50, 80, 160, 320, 640};
    const auto it = std::ranges::find(speeds, tenths);
    return it == speeds.end() ? 0 : unsigned(it - speeds.begin());
}

/// "ASPM disabled(L0s/L1)"
std::pair<unsigned, unsigned> aspmCodes(std::string_view text)
{
    const auto code = [](std::string_view word) {
        return word.starts_with("L0s/L1") ? 3u
            : word.starts_with("L1")      ? 2u
            : word.starts_with("L0s")     ? 1u
                                          : 0u;
    };
    const std::size_t at = text.find("ASPM ");
    if (at == std::string_view::npos)
        return {};
    const std::string_view now = text.substr(at + 5);
    const std::size_t paren = now.find('(');
    return {code(now), paren == std::string_view::npos ? code(now) : code(now.substr(paren + 1))};
}

void writeLink(std::string_view text, const Express &express, Registers at)
{
    if (!has(text, "link x"))
        return;
    const auto [control, supported] = aspmCodes(text);
    at.put(0x0c,
           speedCode(express.maxSpeed) | (express.maxWidth & 63u) << 4 | supported << 10 |
               (has(text, "ClockPM ") ? 0x40000u : 0),
           4);
    at.put(0x10, control | (has(text, "ClockPM enabled") ? 0x100u : 0), 2);
    const unsigned speed = express.speed ? speedCode(express.speed)
        : express.width                  ? speedCode(express.maxSpeed)
                                         : 0;
    at.put(0x12, speed | (express.width & 63u) << 4, 2);
}

void writeSlot(std::string_view text, unsigned number, Registers at)
{
    static constexpr std::array<unsigned, 4> units {1000, 100, 10, 1}; // milliwatts
    const unsigned milliwatts = unsigned(after(text, "power limit "));
    std::uint32_t cap = number << 19;
    for (unsigned scale = 0; scale < units.size() && milliwatts; ++scale) {
        if (milliwatts % units[scale] == 0 && milliwatts / units[scale] <= 0xff) {
            cap |= milliwatts / units[scale] << 7 | scale << 15;
            break;
        }
    }
    cap |= (has(text, "Attn Button") ? 0x01u : 0) | (has(text, "PC(") ? 0x02u : 0) |
        (has(text, "MRL(") ? 0x04u : 0) | (has(text, "surprise") ? 0x20u : 0) |
        (has(text, "HotPlug(") ? 0x40u : 0) | (has(text, "EI(") ? 0x20000u : 0);
    at.put(0x14, cap, 4);
    at.put(0x18, has(text, "PC(off)") ? 0x400 : 0, 2);
    at.put(0x1a,
           (has(text, "HotPlug(present)") ? 0x40 : 0) | (has(text, "MRL(open)") ? 0x20 : 0) |
               (has(text, "EI(engaged)") ? 0x80 : 0),
           2);
}

void writeExpress(std::string_view text, const Express &express, Registers at)
{
    const unsigned version = std::max(unsigned(after(text, "PCI-Express ")) & 15, 1u);
    at.put(2,
           version | expressType(text, express) << 4 | (express.slotImplemented ? 0x100 : 0) |
               (after(text, " MSI ") & 31) << 9,
           2);
    const unsigned payload = unsigned(after(text, "max data "));
    unsigned maxPayload = payload;
    if (const auto paren = text.find('(', std::min(text.find("max data "), text.size())); paren != text.npos)
        maxPayload = unsigned(after(text.substr(paren), "("));
    const auto sizeCode = [](unsigned bytes) { return bytes >= 128 ? (log2(bytes) - 7) & 7 : 0; };
    at.put(4, sizeCode(maxPayload) | (express.flr ? 0x10000000u : 0), 4);
    const bool ari = version >= 2 && express.ariForwarding;
    const unsigned read = sizeCode(unsigned(numberAfter(text, "max read ").value_or(512))) << 12;
    at.put(8,
           sizeCode(payload) << 5 | (hasWord(text, "RO") ? 0x10 : 0) | (hasWord(text, "NS") ? 0x800 : 0) |
               read,
           2);
    if (ari) { // pciconf takes "max read" from this register then
        at.put(0x24, 0x20, 4);
        at.put(0x28, (*express.ariForwarding ? 0x20 : 0) | (has(text, "max read ") ? read : 0), 2);
    }
    writeLink(text, express, at);
    if (express.slotImplemented)
        writeSlot(text, express.physicalSlot, at);
}

void writePcix(std::string_view text, Registers at)
{
    static constexpr std::array<unsigned, 8> splits {1, 2, 3, 4, 8, 12, 16, 32};
    std::uint32_t status = (has(text, "64-bit") ? 0x10000u : 0) | (has(text, "133MHz") ? 0x20000u : 0) |
        (has(text, "266MHz") ? 0x40000000u : 0) | (has(text, "533MHz") ? 0x80000000u : 0);
    if (const auto comma = text.rfind(", "); comma != text.npos && has(text, "split transaction")) {
        const auto split = std::ranges::find(splits, unsigned(after(text.substr(comma), ", ")));
        status |= unsigned(split == splits.end() ? 0 : split - splits.begin()) << 23;
        std::string_view head = text.substr(0, text.find(" burst read"));
        head.remove_prefix(std::min(head.size(), head.rfind(' ') + 1));
        status |= ((log2(eatNumber(head).value_or(512)) - 9) & 3) << 21;
    }
    at.put(4, status, 4);
}

void writeHypertransport(std::string_view text, Registers at)
{
    unsigned command = 0;
    for (const HypertransportWord &entry : hypertransportWords) {
        if (text.substr(std::min<std::size_t>(3, text.size())).starts_with(entry.words))
            command = entry.code;
    }
    if (command == hypertransportMsi && has(text, "enabled"))
        command |= 1;
    if (command == (hypertransportMsi | 1) || command == hypertransportMsi) {
        command |= has(text, " fixed ") ? 2 : 0;
        const std::uint64_t window = after(text, " at ");
        at.put(4, window & 0xffffffff, 4);
        at.put(8, window >> 32, 4);
    }
    at.put(2, command, 2);
}

void writeIommu(std::string_view text, Registers at)
{
    unsigned head = 0x0003 | 1 << 3;
    static constexpr std::array<std::string_view, 5> words {"IotlbSup", "HtTunnel", "NpCache", "EFRSup",
                                                            "CapExt"};
    for (unsigned i = 0; i < words.size(); ++i)
        head |= has(text, words[i]) ? 1u << (8 + i) : 0;
    at.put(2, head, 2);
    at.put(4, after(text, "Base=") | (has(text, "/Enabled") ? 1 : 0), 8);
}

void writeOne(const Capability &capability, const Function &from, Registers at)
{
    const std::string_view text = capability.text;
    switch (capability.id) {
    case 0x01: writePower(text, at); break;
    case 0x05: writeMsi(from.msi.value_or(Msi {}), at); break;
    case 0x07: writePcix(text, at); break;
    case 0x08: writeHypertransport(text, at); break;
    case 0x09:
        at.put(2, after(text, "(length ") & 0xff, 1);
        at.put(3, (after(text, "Intel cap ") & 15) << 4 | (after(text, "version ") & 15), 1);
        break;
    case 0x0a:
        at.put(2,
               (after(text, "offset ") & 0x1fff) |
                   (std::max<std::uint64_t>(after(text, "map "), 0x10) - 0x10) / 4 << 13,
               2);
        break;
    case 0x0d:
        at.put(4,
               has(text, "card=") ? after(text, "card=")
                                  : after(text, "subvendor=") | after(text, "subdevice=") << 16,
               4);
        break;
    case 0x0f: writeIommu(text, at); break;
    case 0x10: writeExpress(text, from.express.value_or(Express {}), at); break;
    case 0x11: writeMsix(from.msix.value_or(MsiX {}), at); break;
    case 0x13: at.put(3, (hasWord(text, "FLR") ? 2 : 0) | (hasWord(text, "TP") ? 1 : 0), 1); break;
    case 0x14: at.put(2, after(text, "Allocation (") & 0x3f, 2); break;
    default: break;
    }
}

} // namespace

void writeCapabilities(const Function &from, MachineFunction &into)
{
    std::vector<const Capability *> standard, extended;
    std::set<std::pair<bool, unsigned>> taken;
    for (const Capability &capability : from.capabilities) {
        const unsigned offset = capability.extended ? capability.offset & ~3u : capability.offset;
        const bool fits =
            capability.extended ? offset >= 0x100 && offset < 0x1000 : offset >= 0x40 && offset < 0xff;
        if (fits && taken.emplace(capability.extended, offset).second)
            (capability.extended ? extended : standard).push_back(&capability);
    }
    for (const Capability *capability : standard)
        writeOne(*capability, from, {into, capability->offset, 0x100});
    unsigned link = (into.read(0x0e, 1) & 0x7f) == 2 ? 0x14 : 0x34;
    for (const Capability *capability : standard) {
        const unsigned at = capability->offset;
        Registers(into, 0, 0x100).put(link, at, 1);
        Registers(into, at, 0x100).put(0, capability->id & 0xff, 2); // ends the list here
        Registers(into, 0, 0x100).put(0x06, into.read(0x06, 2) | 0x10, 2);
        link = at + 1;
    }
    writeExtended(extended, from, into);
}

} // namespace patchbay::sim
