// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"
#include "plan/steps.h"
#include "rpc/session.h"

#include <string>
#include <vector>

/// Taking back what a change did to the running host. What still holds of it is found by looking: the host may have been
/// restarted since, functions may have been given to somebody by hand.
namespace patchbay::rpc {

/// What these steps will do, as history keeps it.
LiveEffect effectOf(const Reading &reading, const std::vector<Step> &steps);

/// What is left to be done, and what is not.
struct LiveUndo
{
    std::vector<Step> steps;              ///< for runLiveSteps(); empty: nothing of it holds any more
    std::vector<std::string> environment; ///< kernel variables that go back first: "pptdevs=4/0/0"
    std::vector<std::string> notes;       ///< one clause each about what needs nothing: "4/0/0 is with ix0 already"
};
LiveUndo planUndo(const Reading &reading, const LiveEffect &effect);

/// Carries it out and looks at the result; a function that its driver did not take by itself is given to it by name.
/// Refuses with what could not be done, by function; what was done then stays as it is.
Reply<wire::Nothing> undoLive(Session &session, const LiveEffect &effect, const Call &call);

} // namespace patchbay::rpc
