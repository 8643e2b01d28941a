// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"
#include "plan/steps.h"
#include "rpc/session.h"

#include <vector>

/// Changes of the running host by devctl(8), kenv(1) and kldload(8), and by pptctl(8) where Patchbay's kernel component runs.
/// What FreeBSD really does there stands in the measured facts: it protects nothing, and a failure may have done half.
namespace patchbay::rpc {

/// Whether the vmm.ko that is loaded is Patchbay's: /dev/pptctl is there and answers. It moves a group as a whole or not at
/// all, and resets by the best way there is.
bool hasComponent(Host &host);

/// "pptctl VERB pci0:4:0:0 ..."; at most this many functions at a time.
constexpr std::size_t componentGroup = 64;
std::vector<std::string> pptctl(const char *verb, const std::vector<Address> &functions);

/// All of these do everything or nothing: when a step fails, functions given to ppt go back to the driver they had,
/// functions given back are claimed again, entries return to the kernel's environment, and the refusal says so. vmm stays
/// loaded. What cannot be put back is named.

/// Gives functions to ppt. Loads vmm if need be. Refuses a function that a rule blocks, and one that is not there.
Reply<wire::Nothing> claimFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                    const Call &call);

/// Gives functions back to the host's drivers, also those that pptdevs named: their entries leave the running kernel's
/// environment first, else ppt would take them again.
Reply<wire::Nothing> releaseFunctions(Host &host, const Reading &reading, const std::vector<Address> &functions,
                                      const Call &call);

/// Release and Claim steps in order; other kinds are passed over. `from`: of functions to be released, who had them before:
/// one that the kernel's pptdevs named all the time goes to that driver by name, since ppt would take it again.
Reply<wire::Nothing> runLiveSteps(Host &host, const Reading &reading, const std::vector<Step> &steps, const Call &call,
                                  const std::vector<LiveEffect::Taken> &from = {});

} // namespace patchbay::rpc
