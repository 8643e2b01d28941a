// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace patchbay {

/// Where a PCI function sits. A plain value; text enters only through parse(), which checks ranges.
///
/// Domains are 32 bits wide (pciconf prints an unsigned; Linux gives VMD domains numbers from 0x10000). A function
/// number above 7 exists only at slot 0 (ARI, SR-IOV).
struct Address
{
    std::uint32_t domain = 0;
    std::uint8_t bus = 0;
    std::uint8_t slot = 0;
    std::uint8_t function = 0;

    auto operator<=>(const Address &) const = default;

    /// Reads a selector as pciconf(8) does: "pci0:2:0:1", "pci2:0:1" (domain 0), "pci2:0" (function 0), an optional
    /// "name@" before and one optional colon after. Errors name the field that is wrong.
    static Result<Address> parse(std::string_view text);

    /// Reads "2/0/1", the form of pptdevs and bhyve(8): strictly three decimal numbers, domain 0.
    static Result<Address> parseSlashed(std::string_view text);

    /// "pci0:2:0:1", pciconf's selector without the trailing colon: the form devctl(8) takes.
    [[nodiscard]] std::string toString() const;

    /// "2/0/1", as pptdevs and bhyve want it; the domain is lost (rule domain-nonzero guards that).
    [[nodiscard]] std::string toSlashed() const;

    /// All functions of one slot share this.
    [[nodiscard]] Address slotAddress() const { return {domain, bus, slot, 0}; }

    /// The 16-bit requester id: bus << 8 | slot << 3 | function, or bus << 8 | function with ARI.
    [[nodiscard]] std::uint16_t routingId() const
    {
        return std::uint16_t(bus << 8 | (function > 7 ? function : slot << 3 | function));
    }
};

} // namespace patchbay

template<>
struct std::hash<patchbay::Address>
{
    std::size_t operator()(const patchbay::Address &address) const noexcept
    {
        return std::hash<std::uint64_t>{}(std::uint64_t(address.domain) << 32 | std::uint64_t(address.bus) << 16 |
                                          std::uint64_t(address.slot) << 8 | address.function);
    }
};
