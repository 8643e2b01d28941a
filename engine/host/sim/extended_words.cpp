// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/extended_words.h"

#include "host/text_scan.h"

#include <algorithm>

namespace patchbay::sim {

namespace {

bool has(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

/// The number that stands before `keyword`: "8" of "AER 2 0 fatal 8 non-fatal".
unsigned before(std::string_view text, std::string_view keyword)
{
    const std::size_t end = text.find(keyword);
    if (end == std::string_view::npos)
        return 0;
    std::size_t start = end;
    while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9')
        --start;
    std::string_view digits = text.substr(start, end - start);
    return unsigned(eatDigits(digits, 10).value_or(0));
}

/// "ACS 1 Source …", "Vendor [1] ID …", "Resizable BAR 1": the first number of one digit or two, standing
/// alone.
unsigned version(std::string_view text)
{
    std::string_view line = text.substr(0, text.find('\n'));
    if (line.starts_with("Vendor ["))
        return unsigned(numberAfter(line, "[").value_or(1)) & 15;
    for (const std::string_view name :
         {"AER ", "VC ", "Serial ", "ACS ", "SR-IOV ", "PCIe Sec ", "Vendor "}) {
        if (line.starts_with(name))
            return unsigned(numberAfter(line, name).value_or(1)) & 15;
    }
    line = trimRight(line);
    std::string_view digits = line.substr(std::min(line.size(), line.rfind(' ') + 1));
    return unsigned(eatDigits(digits, 10).value_or(1)) & 15;
}

/// So many bits set, the likeliest errors first.
std::uint32_t someBits(unsigned count, std::initializer_list<unsigned> order)
{
    std::uint32_t bits = 0;
    for (const unsigned bit : order) {
        if (count-- == 0)
            break;
        bits |= 1u << bit;
    }
    return bits;
}

void writeErrors(std::string_view text, Registers at)
{
    const std::uint32_t fatal = someBits(before(text, " fatal"), {18, 4, 5, 13, 17, 22});
    const std::uint32_t other = someBits(before(text, " non-fatal"), {20, 14, 16, 12, 15, 19, 21});
    at.put(4, fatal | other, 4);
    at.put(12, 0x00462030 | fatal, 4);
    at.put(16, someBits(before(text, " corrected"), {13, 0, 12, 6, 7, 8, 14, 15}), 4);
}

void writeVendor(std::string_view text, Registers at)
{
    unsigned id = 0;
    if (const auto found = text.find(" ID "); found != text.npos) {
        std::string_view digits = text.substr(found + 4);
        id = unsigned(eatDigits(digits, text.starts_with("Vendor [") ? 16 : 10).value_or(0));
    }
    at.put(4,
           (id & 0xffff) | (numberAfter(text, "Rev ").value_or(0) & 15) << 16 |
               (numberAfter(text, "Length ").value_or(0) & 0xfff) << 20,
           4);
}

void writeSriov(std::string_view text, const SrIov &sriov, Registers at)
{
    at.put(8,
           (sriov.enabled ? 1 : 0) | (has(text, "Memory Space enabled") ? 8 : 0) |
               (has(text, "ARI enabled") ? 16 : 0),
           2);
    at.put(0x0c, sriov.supported, 2);
    at.put(0x0e, sriov.supported, 2);
    at.put(0x10, sriov.configured, 2);
    at.put(0x14, sriov.firstOffset, 2);
    at.put(0x16, sriov.stride, 2);
    at.put(0x1a, sriov.vfDevice, 2);
    std::uint32_t sizes = 0, chosen = 0;
    std::string_view rest = text.substr(std::min(text.find("Page Sizes: "), text.size()));
    for (eat(rest, "Page Sizes: "); !rest.empty();) {
        const auto size = eatDigits(rest, 10);
        if (!size)
            break;
        const std::uint32_t bit = std::uint32_t(*size / 4096);
        sizes |= bit;
        chosen |= eat(rest, " (enabled)") ? bit : 0;
        if (!eat(rest, ", "))
            break;
    }
    at.put(0x1c, sizes ? sizes : 0x553, 4);
    at.put(0x20, chosen ? chosen : 1, 4);
}

void writeOne(const Capability &capability, const Function &from, Registers at)
{
    const std::string_view text = capability.text;
    switch (capability.id) {
    case 0x01: writeErrors(text, at); break;
    case 0x02:
        at.put(4,
               (numberAfter(text, "max VC").value_or(0) & 7) |
                   (numberAfter(text, "lowpri VC0-VC").value_or(0) & 7) << 4,
               4);
        break;
    case 0x03: at.put(4, from.serial.value_or(0), 8); break;
    case 0x0b: writeVendor(text, at); break;
    case 0x0d:
        at.put(4, from.acs && from.acs->known ? from.acs->supported : 0, 2);
        at.put(6, from.acs && from.acs->known ? from.acs->enabled : 0, 2);
        break;
    case 0x10: writeSriov(text, from.sriov.value_or(SrIov {}), at); break;
    case 0x19: {
        std::string_view digits = text.substr(std::min(text.size(), text.rfind(' ') + 1));
        eat(digits, "0x");
        at.put(8, eatDigits(digits, 16).value_or(0), 4);
        break;
    }
    default: break;
    }
}

} // namespace

void writeExtended(const std::vector<const Capability *> &list, const Function &from, MachineFunction &into)
{
    const bool atStart = list.empty() ||
        std::ranges::any_of(list, [](const Capability *c) { return (c->offset & ~3u) == 0x100; });
    const auto place = [&](std::size_t i) { return i == 0 && !atStart ? 0x100u : list[i]->offset & ~3u; };
    for (std::size_t i = 0; i < list.size(); ++i)
        writeOne(*list[i], from, {into, place(i), 0x1000});
    for (std::size_t i = 0; i < list.size(); ++i) {
        const unsigned next = i + 1 < list.size() ? place(i + 1) : 0;
        Registers(into, place(i), 0x1000)
            .put(0, list[i]->id | std::uint32_t(version(list[i]->text)) << 16 | std::uint32_t(next) << 20, 4);
    }
}

} // namespace patchbay::sim
