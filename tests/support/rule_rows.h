// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "support/plan_machine.h"

#include <QTest>

#include <functional>
#include <string>
#include <vector>

/// What one rule says of a host and a plan, in the words of plan_machine.h; `change` is what the texts cannot tell.
struct RuleRow
{
    const char *rule, *name, *host, *plan, *expected;
    std::function<void(patchbay::Situation &)> change = {};
};

/// Column and rows of a data-driven test: "index" into `rows`.
inline void addRuleRows(const std::vector<RuleRow> &rows)
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < int(rows.size()); ++i)
        QTest::addRow("%s: %s", rows[std::size_t(i)].rule, rows[std::size_t(i)].name) << i;
}

inline std::string saidBy(const RuleRow &row)
{
    patchbay::Situation situation = machine(row.host);
    const patchbay::Plan plan = planOf(situation, row.plan);
    if (row.change)
        row.change(situation);
    return ruleText(situation, plan, row.rule);
}
