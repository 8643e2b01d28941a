// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/lifts.h"

#include "plan/device.h"
#include "plan/guard.h"
#include "rpc/convert.h"
#include "wire/json_writer.h"

#include <algorithm>
#include <format>

namespace patchbay::rpc {

namespace {

/// As a console shows it. A name in an old encoding reaches nobody as the bytes it has, so nobody can type those.
std::string shown(std::string_view name)
{
    std::string text;
    wire::appendText(text, name);
    return text;
}

Result<LiftedGuard> toLift(const Reading &reading, const wire::Lift &lift, const std::string &where)
{
    if (!isGuard(lift.rule))
        return fail("there is no guard of this name", where + ".rule: " + lift.rule);
    const auto function = toAddresses({lift.function}, where + ".function");
    if (!function)
        return pass(function.error());
    const std::string name = reading.facts.machineName.value_or("");
    if (name.empty())
        return fail("the host's name is not known, so nobody can type it", where + ".host");
    if (shown(lift.host) != shown(name))
        return fail("this is not the name of the host", where + ".host: " + lift.host);
    return LiftedGuard{lift.rule, function->front()};
}

} // namespace

Reply<std::shared_ptr<const Reading>> liftGuards(const Reading &reading, const std::vector<wire::Lift> &lifts)
{
    if (lifts.empty())
        return std::shared_ptr<const Reading>(std::shared_ptr<void>(), &reading);
    auto lifted = std::make_shared<Reading>(reading);
    for (std::size_t i = 0; i < lifts.size(); ++i) {
        auto lift = toLift(reading, lifts[i], std::format("lifts[{}]", i));
        if (!lift)
            return refuse(lift.error(), wire::code::invalidParams);
        lifted->situation.lifted.push_back(std::move(*lift));
    }
    return lifted;
}

std::string liftedWords(const std::vector<Finding> &findings)
{
    std::string words;
    for (const Finding &finding : findings)
        if (finding.lifted)
            words += (words.empty() ? "; guards lifted: " : ", ") + finding.rule + " of " + shortNames(finding.functions);
    return words;
}

Result<std::vector<wire::Lift>> parseLifts(std::string_view text)
{
    std::vector<wire::Lift> lifts;
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find(','));
        const std::size_t at = one.find('@'), equals = one.find('=', at == std::string_view::npos ? 0 : at);
        if (at == std::string_view::npos || equals == std::string_view::npos)
            return fail("it wants GUARD@FUNCTION=HOST", "--lift " + std::string(one.substr(0, 60)));
        lifts.push_back({std::string(one.substr(0, at)), std::string(one.substr(at + 1, equals - at - 1)),
                         std::string(one.substr(equals + 1))});
        text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
    return lifts;
}

} // namespace patchbay::rpc
