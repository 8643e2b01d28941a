// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <cstdint>
#include <string>

namespace patchbay {

/// Whether a function keeps what stands behind or beside it apart, and why.
struct AcsState
{
    enum class Kind : std::uint8_t {
        Apart,       ///< it does: ACS is on, or nothing of ACS applies to it
        NoSupport,   ///< a port or function of a multi-function device without the ACS capability
        Off,         ///< it could, but something needed is switched off
        NotTold,     ///< the dump does not tell: no extended capabilities in it, or "ACS" without its bits
        Conventional ///< PCI or PCI-X: a shared bus, no ACS at all
    };

    Kind kind = Kind::Apart;
    std::string clause; ///< why it is not apart, to follow a function's name: "has no ACS"; empty for Apart

    [[nodiscard]] bool apart() const { return kind == Kind::Apart; }
};

/// Judges a function as Linux does for IOMMU groups: needed are source validation, request and completion redirect and
/// upstream forwarding. A port must have the capability; an endpoint or upstream port only as part of a
/// multi-function device; a service that the capability does not offer is not needed by the hardware (PCIe 6.12.1); one that
/// it offers must be switched on. FreeBSD switches none on, so there "offered" is only as good as the firmware made it,
/// while a dump from Linux shows what Linux switched on.
///
/// Of the exceptions that Linux knows, those stated by a maker of hardware that simply does not let its functions
/// reach each other count here too (some network cards of Intel, Broadcom, Solarflare and Emulex, Intel's integrated
/// endpoints). Those that need the system to write undocumented registers (Intel chipset root ports) do not: the clause tells.
///
/// `multiFunction`: it is one of several functions of its device; false for a virtual function.
AcsState acsState(const Function &function, bool multiFunction);

} // namespace patchbay
