// SPDX-License-Identifier: BSD-2-Clause
#include "client/trial_clock.h"

#include <algorithm>
#include <utility>

namespace patchbay::client {

void TrialClock::take(wire::Trial trial)
{
    m_trial = std::move(trial);
    m_since.start();
}

TrialClock::Phase TrialClock::phase() const
{
    if (m_trial.phase == "waiting")
        return Phase::Waiting;
    if (m_trial.phase == "running")
        return Phase::Running;
    return m_trial.phase == "going-back" ? Phase::GoingBack : Phase::None;
}

std::optional<int> TrialClock::left() const
{
    if (phase() != Phase::Running || !m_trial.secondsLeft)
        return std::nullopt;
    // Rounded up: 0 is shown when the time is up, not a second before.
    const qint64 left = qint64(*m_trial.secondsLeft) * 1000 - m_since.elapsed();
    return int(std::max<qint64>(0, (left + 999) / 1000));
}

} // namespace patchbay::client
