// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/finding.h"
#include "rpc/convert.h"
#include "rpc/session.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::rpc {

/// The reading with guards lifted as a request asks; the very same reading where it asks for none, to be used while that
/// lives. Refuses with code::invalidParams what is no guard, no function, or was typed for a host of another name.
Reply<std::shared_ptr<const Reading>> liftGuards(const Reading &reading, const std::vector<wire::Lift> &lifts);

/// What a request asks about: its plan, on the host as it was at the request's revision, with the guards it lifts.
struct Asked
{
    Plan plan;
    std::shared_ptr<const Reading> reading; ///< as liftGuards() gives it
};

/// From a request with plan, revision and lifts. Refuses as toPlan(), Session::readingOf() and liftGuards() do.
template<typename Request>
Reply<Asked> askedOf(Session &session, const Request &request, const Call &call)
{
    auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    const auto reading = session.readingOf(request.revision, call);
    if (!reading)
        return std::unexpected(reading.error());
    auto lifted = liftGuards(**reading, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    return Asked{std::move(*plan), std::move(*lifted)};
}

/// "; guards lifted: boot-disk of 1/0/0": those without which the plan would have been blocked. Empty: none.
std::string liftedWords(const std::vector<Finding> &findings);

/// "boot-disk@1/0/0=tower,swap@pci0:1:0:0=tower". Errors name the part that is wrong.
Result<std::vector<wire::Lift>> parseLifts(std::string_view text);

} // namespace patchbay::rpc
