// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace patchbay {

/// Where a capability stands in config space.
struct CapabilityPlace
{
    std::uint16_t id = 0;
    std::uint16_t offset = 0;
    bool extended = false;

    bool operator==(const CapabilityPlace &) const = default;
};

/// The capabilities of a function as their lists link them.
struct CapabilityWalk
{
    std::vector<CapabilityPlace> places;
    bool complete = false;         ///< the standard list was read to its end (or there is none)
    bool extendedComplete = false; ///< the same of the extended list
    std::vector<std::string> complaints; ///< loops, pointers to nowhere: "the capability list comes back to 0x40"
};

/// A look at the raw config space of one function: 64 bytes for everyone, 256 or 4096 with privilege. Reads past the end
/// are nullopt, so an offset may come from the device itself. Does not own the bytes. (PCI 3.0 chapter 6, PCIe 7.)
class ConfigSpace
{
public:
    explicit ConfigSpace(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}

    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    [[nodiscard]] std::optional<std::uint8_t> byte(std::size_t offset) const;
    [[nodiscard]] std::optional<std::uint16_t> word(std::size_t offset) const;  ///< little-endian
    [[nodiscard]] std::optional<std::uint32_t> dword(std::size_t offset) const; ///< little-endian

    /// All ones where the ids should be: nothing answers at this address (any more).
    [[nodiscard]] bool gone() const;

    /// Follows both lists, each at most once round.
    [[nodiscard]] CapabilityWalk capabilities() const;

private:
    void walkStandard(CapabilityWalk &walk) const;
    void walkExtended(CapabilityWalk &walk) const;

    std::span<const std::uint8_t> m_bytes;
};

} // namespace patchbay
