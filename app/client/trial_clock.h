// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"
#include "wire/requests.h"

#include <QElapsedTimer>

#include <optional>
#include <string>

namespace patchbay::client {

/// The change that waits on a host to be kept, with a count-down that goes on between the host's answers and without them.
class TrialClock
{
public:
    enum class Phase {
        None,
        Waiting,  ///< for the boot that tries it
        Running,  ///< that boot runs, or a change of the running host counts
        GoingBack ///< nobody kept it: the host is putting the old files back, or restarts
    };

    /// What the host said just now.
    void take(wire::Trial trial);
    [[nodiscard]] const wire::Trial &trial() const { return m_trial; }
    [[nodiscard]] Phase phase() const;
    /// Seconds until the host takes the change back, not below 0. nullopt: none counts, or the host does not know.
    [[nodiscard]] std::optional<int> left() const;

private:
    wire::Trial m_trial;
    QElapsedTimer m_since;
};

/// A trial that is over.
struct EndedTrial
{
    wire::Trial trial;
    std::string state; ///< of its history entry: "applied" it was kept, "expired" the host took it back, "reverted" somebody did
};

} // namespace patchbay::client
