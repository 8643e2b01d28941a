// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <string>
#include <vector>

namespace patchbay {

/// What a plan should remember of a function; empty for one that is not there.
Identity identityOf(const Topology &topology, const Address &address);

/// The same without `alike`, which needs a look at every function of the host.
Identity appearanceOf(const Topology &topology, const Node &node);

/// Where a function sits, without any bus number: "0/1.0/0.1" is function 0.1 behind bridge 1.0 of the first root bus.
/// Root buses are counted by domain and bus. Empty where the listing does not tell the bridges above it.
std::string placeOf(const Topology &topology, const Address &address);

/// The plan with an identity for every function that ppt shall hold: what the plan or the one applied last
/// remembers stays as it is, the rest is taken from the host as it is now. Positions of functions that are not there keep what they have.
Plan withIdentities(const Situation &situation, Plan plan);

} // namespace patchbay
