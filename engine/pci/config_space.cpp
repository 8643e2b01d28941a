// SPDX-License-Identifier: BSD-2-Clause
#include "pci/config_space.h"

#include <algorithm>
#include <bitset>
#include <format>

namespace patchbay {

namespace {

constexpr std::size_t headerSize = 0x40;
constexpr std::size_t standardSize = 0x100;
constexpr std::size_t extendedSize = 0x1000;
constexpr std::uint16_t hasCapabilities = 0x10; // in the status register
constexpr std::uint16_t expressId = 0x10;
constexpr unsigned lastLayout = 2; // of the header: CardBus

} // namespace

std::optional<std::uint8_t> ConfigSpace::byte(std::size_t offset) const
{
    return offset < m_bytes.size() ? std::optional(m_bytes[offset]) : std::nullopt;
}

std::optional<std::uint16_t> ConfigSpace::word(std::size_t offset) const
{
    if (m_bytes.size() < 2 || offset > m_bytes.size() - 2)
        return std::nullopt;
    return std::uint16_t(m_bytes[offset] | m_bytes[offset + 1] << 8);
}

std::optional<std::uint32_t> ConfigSpace::dword(std::size_t offset) const
{
    if (m_bytes.size() < 4 || offset > m_bytes.size() - 4)
        return std::nullopt;
    return std::uint32_t(*word(offset)) | std::uint32_t(*word(offset + 2)) << 16;
}

bool ConfigSpace::gone() const
{
    return dword(0) == 0xffffffffu;
}

CapabilityWalk ConfigSpace::capabilities() const
{
    CapabilityWalk walk;
    if (gone() || size() < headerSize)
        return walk;
    walkStandard(walk);
    walkExtended(walk);
    return walk;
}

void ConfigSpace::walkStandard(CapabilityWalk &walk) const
{
    walk.complete = true;
    if (!(*word(0x06) & hasCapabilities))
        return;
    const unsigned layout = *byte(0x0e) & 0x7f;
    if (layout > lastLayout) {
        walk.complete = false;
        walk.complaints.push_back(
            std::format("nobody defines header type {:#x}: where its capability list would be is not known", layout));
        return;
    }
    const bool cardBus = layout == 2;
    std::bitset<standardSize> seen;
    for (std::size_t at = *byte(cardBus ? 0x14 : 0x34) & ~3u; at != 0;) {
        if (at < headerSize) {
            walk.complaints.push_back(std::format("the capability list points into the header, to {:#x}", at));
            return;
        }
        if (at + 2 > size()) {
            walk.complete = false;
            return;
        }
        if (seen[at]) {
            walk.complaints.push_back(std::format("the capability list comes back to {:#x}", at));
            return;
        }
        seen.set(at);
        if (word(at) == 0xffff) {
            walk.complaints.push_back(std::format("there is no capability at {:#x}, where the list points", at));
            return;
        }
        walk.places.push_back({*byte(at), std::uint16_t(at), false});
        at = *byte(at + 1) & ~3u;
    }
}

/// Only functions with a PCI-Express capability (or PCI-X mode 2, which nobody has) have the space above 256.
void ConfigSpace::walkExtended(CapabilityWalk &walk) const
{
    const bool express = std::ranges::any_of(walk.places, [](const auto &place) { return place.id == expressId; });
    if (!express) {
        walk.extendedComplete = walk.complete;
        return;
    }
    if (size() <= standardSize)
        return;
    walk.extendedComplete = true;
    std::bitset<extendedSize> seen;
    for (std::size_t at = standardSize; at != 0;) {
        if (at < standardSize) {
            walk.complaints.push_back(std::format("the extended capability list points below 0x100, to {:#x}", at));
            return;
        }
        const auto header = dword(at);
        if (!header) {
            walk.extendedComplete = false;
            return;
        }
        if (*header == 0 || *header == 0xffffffffu)
            return;
        if (seen[at]) {
            walk.complaints.push_back(std::format("the extended capability list comes back to {:#x}", at));
            return;
        }
        seen.set(at);
        walk.places.push_back({std::uint16_t(*header), std::uint16_t(at), true});
        at = *header >> 20 & ~3u;
    }
}

} // namespace patchbay
