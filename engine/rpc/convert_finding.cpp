// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/convert.h"

#include <algorithm>

namespace patchbay::rpc {

wire::Finding fromFinding(const Finding &from)
{
    static constexpr const char *severities[] = {"note", "warn", "block"};
    wire::Finding finding{.rule = from.rule,
                          .severity = severities[std::size_t(from.severity)],
                          .functions = fromAddresses(from.functions),
                          .cells = {},
                          .text = from.text,
                          .evidence = from.evidence,
                          .source = from.source,
                          .fix = {},
                          .guard = from.guard,
                          .lifted = from.lifted};
    for (const Cell &cell : from.cells)
        finding.cells.push_back({cell.guest, cell.slot, cell.function});
    if (from.fix)
        finding.fix = wire::Fix{from.fix->label, fromPlan(from.fix->plan)};
    return finding;
}

std::vector<wire::Finding> fromFindings(const std::vector<Finding> &from)
{
    std::vector<wire::Finding> findings;
    for (const Finding &finding : from)
        findings.push_back(fromFinding(finding));
    return findings;
}

bool anyBlocks(const std::vector<Finding> &findings)
{
    return std::ranges::any_of(findings, [](const Finding &finding) { return finding.severity == Severity::Block; });
}

} // namespace patchbay::rpc
