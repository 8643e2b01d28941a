// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "guest/bhyve_config.h"
#include "guest/bhyve_line.h"
#include "rpc/convert.h"

#include <algorithm>

namespace patchbay::rpc {

Reply<wire::Exported> exportPlan(Session &, const wire::ExportRequest &request, const Call &)
{
    const auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    if (request.format == "plan")
        return wire::Exported{wire::encode(request.plan) + '\n'};
    const auto guest = std::ranges::find(plan->guests, request.guest, &Guest::name);
    if (guest == plan->guests.end())
        return refuse(wire::code::invalidParams, "guest: there is no guest \"" + request.guest.substr(0, 60) + "\" in the plan");
    if (request.format == "bhyve_config")
        return wire::Exported{guestConfig(*guest)};
    std::string text;
    for (const std::string &line : guestLines(*guest).printed())
        text += line + '\n';
    return wire::Exported{text};
}

Reply<wire::PlanAnswer> importPlan(Session &, const wire::ImportRequest &request, const Call &)
{
    wire::PlanAnswer answer;
    if (request.format == "plan") {
        auto plan = wire::decodeStrict<wire::Plan>(request.text);
        if (!plan)
            return refuse(plan.error(), wire::code::invalidParams);
        answer.plan = std::move(*plan);
        return answer;
    }
    if (request.format == "bhyve")
        return refuse(wire::code::invalidParams, "format: command lines can be exported only; import bhyve_config or plan");
    auto guest = readGuestConfig(request.text);
    if (!guest)
        return refuse(guest.error(), wire::code::invalidParams);
    if (!request.name.empty())
        guest->name = request.name;
    answer.plan.guests.push_back(fromGuest(*guest));
    return answer;
}

} // namespace patchbay::rpc
