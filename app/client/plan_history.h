// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QString>

#include <vector>

namespace patchbay::client {

/// The plans of one host, oldest first: undo and redo pick another value. A value itself.
class PlanHistory
{
public:
    PlanHistory() = default;
    explicit PlanHistory(wire::Plan first);

    [[nodiscard]] const wire::Plan &current() const { return m_entries[m_at].plan; }

    /// Adds a plan after the current one; what was undone is forgotten. A plan equal to the current one adds nothing.
    /// `what` says the change: "Put 1/0/1 on web-01".
    void add(wire::Plan plan, const QString &what);

    [[nodiscard]] bool canUndo() const { return m_at > 0; }
    [[nodiscard]] bool canRedo() const { return m_at + 1 < m_entries.size(); }
    /// What the next undo or redo is about; empty when there is none.
    [[nodiscard]] QString undoText() const { return canUndo() ? m_entries[m_at].what : QString(); }
    [[nodiscard]] QString redoText() const { return canRedo() ? m_entries[m_at + 1].what : QString(); }
    void undo();
    void redo();

private:
    struct Entry
    {
        wire::Plan plan;
        QString what;
    };
    std::vector<Entry> m_entries{1};
    std::size_t m_at = 0;
};

} // namespace patchbay::client
