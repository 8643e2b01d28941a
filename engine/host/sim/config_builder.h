// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/machine.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sim {

/// "key=value" and bare words behind a directive: options["type"] == "endpoint", options has "flr".
using BuildOptions = std::map<std::string, std::string, std::less<>>;

/// Makes config space from a short description, as hardware lays it out: header, then capabilities one after
/// the other from 0x40, extended ones from 0x100. Calls may come in any order; finish() gives the function.
class ConfigBuilder
{
public:
    explicit ConfigBuilder(const Address &address);

    /// Ids, class and the like; header type follows from the class (0604: bridge).
    void identity(std::uint16_t vendor, std::uint16_t device, std::uint32_t classCode, std::uint8_t revision);
    void subsystem(std::uint16_t vendor, std::uint16_t device);
    void multifunction() { m_multifunction = true; }
    /// So many bytes, all zero until told; BARs may have any size, and finish() switches nothing on.
    void exact(unsigned size);
    void interrupt(std::uint8_t line, std::uint8_t pin);

    /// kind: io, mem, mem64, pref, pref64. Errors: no such register, kind, or a size that is no power of two.
    Result<> bar(unsigned reg, std::string_view kind, std::uint64_t base, std::uint64_t size);
    void buses(std::uint8_t primary, std::uint8_t secondary, std::uint8_t subordinate);
    /// kind: io, mem, pref (64 bits wide).
    Result<> window(std::string_view kind, std::uint64_t base, std::uint64_t limit);

    /// pm, msi, msix, pcie, vendor, bridge-id, af, sata, vpd, iommu. Errors: unknown word, no room.
    Result<> capability(std::string_view kind, const BuildOptions &options);
    /// aer, serial, acs, ari, sriov, ats, or id=HEX. Errors as above.
    Result<> extended(std::string_view kind, const BuildOptions &options);
    /// Bytes as they are, over everything made before.
    void raw(unsigned offset, const std::vector<std::uint8_t> &bytes);

    MachineFunction function;

    /// The finished function: switches on the interrupts its driver would use.
    [[nodiscard]] MachineFunction finish() const;

private:
    void put(unsigned at, std::uint64_t value, unsigned width);
    std::uint32_t get(unsigned at, unsigned width) const { return function.read(at, width); }
    Result<unsigned> addCapability(unsigned id, unsigned size);
    Result<unsigned> addExtended(unsigned id, unsigned version, unsigned size);
    Result<> express(const BuildOptions &options);

    unsigned m_next = 0x40, m_last = 0; // of the capability list
    unsigned m_nextExtended = 0x100, m_lastExtended = 0;
    bool m_multifunction = false, m_exact = false;
};

} // namespace patchbay::sim
