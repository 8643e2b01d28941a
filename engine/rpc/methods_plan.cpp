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
    const auto functions = toAddresses(request.functions, "functions");
    if (!functions)
        return refuse(functions.error(), wire::code::invalidParams);
    const auto asked = askedOf(session, request, call);
    if (!asked)
        return std::unexpected(asked.error());
    const BoardOptions board = options(asked->reading->situation, asked->plan, request.guest, *functions);
    wire::Options answer{.guest = board.guest, .functions = fromAddresses(board.functions), .cells = {}, .guard = board.guard, .hint = board.hint};
    answer.cells.reserve(board.cells.size());
    for (const CellOption &cell : board.cells)
        answer.cells.push_back(fromOption(cell));
    return answer;
}

Reply<wire::Judgement> planJudge(Session &session, const wire::PlanRequest &request, const Call &call)
{
    const auto asked = askedOf(session, request, call);
    if (!asked)
        return std::unexpected(asked.error());
    const std::vector<Finding> findings = judge(asked->reading->situation, asked->plan);
    return wire::Judgement{fromFindings(findings), anyBlocks(findings)};
}

} // namespace patchbay::rpc
