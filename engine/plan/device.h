// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <string>
#include <vector>

namespace patchbay {

/// How to call a function in a sentence: "2/0/0" in domain 0, else "pci1:2:0:0".
std::string shortName(const Address &address);

/// "2/0/0", "2/0/0 and 2/0/1", "2/0/0, 2/0/1 and 2/0/2".
std::string shortNames(const std::vector<Address> &addresses);

/// The same for a list that may be long: after six the rest is counted, "…, 2/0/5 and 10 others".
std::string fewNames(const std::vector<Address> &addresses);

/// Whether it is a part of the chipset that the host needs whoever uses it: host, ISA and other bridges without buses,
/// interrupt and DMA controllers, timers, the IOMMU itself, SMBus, power management. Judged by class alone.
bool isChipset(const Function &function);

/// Whether ppt can take it at all: header type 0, or, where the dump has no header type, no bridge class.
bool canBeEndpoint(const Function &function);

/// What the functions of one host slot are to each other.
struct Coupling
{
    enum class Kind : std::uint8_t {
        Single,  ///< the only one that can be passed through
        Free,    ///< known to work apart
        Coupled, ///< known to need each other under their own numbers
        Unknown  ///< several, and nobody said
    };

    Kind kind = Kind::Single;
    std::vector<Address> members; ///< by address; those of the slot that this is about, itself among them
    std::string reason, source;   ///< of the quirk, for Free and Coupled
};

/// Members are the endpoints of the slot that are no chipset functions; where they are coupled, those of the same
/// vendor. An address that is not in the topology is Single.
Coupling couplingOf(const Situation &situation, const Address &address);

} // namespace patchbay
