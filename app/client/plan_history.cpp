// SPDX-License-Identifier: BSD-2-Clause
#include "client/plan_history.h"

namespace patchbay::client {

namespace {
constexpr std::size_t kept = 200;
}

PlanHistory::PlanHistory(wire::Plan first)
{
    m_entries = {{std::move(first), {}}};
}

void PlanHistory::add(wire::Plan plan, const QString &what)
{
    if (plan == current())
        return;
    m_entries.resize(m_at + 1);
    m_entries.push_back({std::move(plan), what});
    if (m_entries.size() > kept)
        m_entries.erase(m_entries.begin());
    m_at = m_entries.size() - 1;
}

void PlanHistory::undo()
{
    if (canUndo())
        --m_at;
}

void PlanHistory::redo()
{
    if (canRedo())
        ++m_at;
}

} // namespace patchbay::client
