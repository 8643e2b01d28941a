// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/handlers.h"

#include "plan/options.h"
#include "rpc/convert.h"
#include "rpc/lifts.h"

namespace patchbay::rpc {

namespace {

wire::Option fromOption(const CellOption &from)
{
    wire::Option option{.slot = from.slot,
                        .function = from.function,
                        .legal = from.legal,
                        .reason = from.reason,
                        .title = from.title,
                        .lands = {}};
    for (const Position &position : from.lands)
        option.lands.push_back(fromPosition(position));
    return option;
}

} // namespace

Reply<wire::Options> planOptions(Session &session, const wire::OptionsRequest &request, const Call &call)
{
    const auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    const auto functions = toAddresses(request.functions, "functions");
    if (!functions)
        return refuse(functions.error(), wire::code::invalidParams);
    const auto reading = session.readingOf(request.revision, call);
    if (!reading)
        return std::unexpected(reading.error());
    const auto lifted = liftGuards(**reading, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    const BoardOptions board = options((*lifted)->situation, *plan, request.guest, *functions);
    wire::Options answer{.guest = board.guest, .functions = fromAddresses(board.functions), .cells = {}, .hint = board.hint};
    answer.cells.reserve(board.cells.size());
    for (const CellOption &cell : board.cells)
        answer.cells.push_back(fromOption(cell));
    return answer;
}

Reply<wire::Judgement> planJudge(Session &session, const wire::PlanRequest &request, const Call &call)
{
    const auto plan = toPlan(request.plan);
    if (!plan)
        return refuse(plan.error(), wire::code::invalidParams);
    const auto reading = session.readingOf(request.revision, call);
    if (!reading)
        return std::unexpected(reading.error());
    const auto lifted = liftGuards(**reading, request.lifts);
    if (!lifted)
        return std::unexpected(lifted.error());
    const std::vector<Finding> findings = judge((*lifted)->situation, *plan);
    return wire::Judgement{fromFindings(findings), anyBlocks(findings)};
}

} // namespace patchbay::rpc
