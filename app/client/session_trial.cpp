// SPDX-License-Identifier: BSD-2-Clause
#include "client/session_ask.h"

#include <algorithm>
#include <utility>

namespace patchbay::client {

using Phase = TrialClock::Phase;

void Session::askTrial()
{
    if (!knows("boot.trial")) {
        m_trialKnown = true;
        return;
    }
    if (m_trialAsking != 0)
        return;
    m_trialAsking = ask<wire::Trial>("boot.trial", wire::Nothing{}, this, [this](auto answer) {
        m_trialAsking = 0;
        if (answer)
            tookTrial(*answer);
        m_trialKnown = m_trialKnown || connected();
    });
}

void Session::tookTrial(const wire::Trial &trial)
{
    const wire::Trial before = m_trial.trial();
    m_trial.take(trial);
    m_trialKnown = true;
    const bool counts = m_trial.phase() == Phase::Running || m_trial.phase() == Phase::GoingBack;
    if (!counts)
        m_trialTick.stop();
    else if (!m_trialTick.isActive())
        m_trialTick.start();
    emit trialTicked();
    if (before.phase == trial.phase && before.id == trial.id)
        return;
    if (!trial.id.empty())
        m_ended.reset();
    emit trialChanged();
    if (before.id != trial.id && !before.id.empty())
        askHowItEnded(before);
    if (m_state == State::Ready)
        refresh(); // what the host says of itself has changed with it
}

void Session::followTrial()
{
    // The host's own figure every quarter of a minute; every other second where something is about to happen.
    constexpr int quarter = 30, soon = 4;
    emit trialTicked();
    const bool due = m_trial.phase() == Phase::GoingBack || m_trial.left() == 0;
    if (++m_trialTicks % (due ? soon : quarter) == 0 && connected())
        askTrial();
}

void Session::askHowItEnded(const wire::Trial &trial)
{
    if (std::exchange(m_endedHere, {}) == trial.id)
        return;
    askHistory(this, [this, trial](auto answer) {
        if (!answer)
            return;
        const auto found = std::ranges::find(answer->entries, trial.id, &wire::HistoryEntry::id);
        if (found == answer->entries.end())
            return;
        m_ended = EndedTrial{trial, found->state};
        emit trialEnded();
    });
}

void Session::confirm(const std::optional<std::string> &id, QObject *context, Answer<wire::HistoryEntry> then)
{
    m_endedHere = m_trial.trial().id;
    ask<wire::HistoryEntry>("boot.confirm", wire::EntryRequest{id}, context, [this, then](auto answer) {
        if (!answer)
            m_endedHere.clear();
        refresh();
        then(std::move(answer));
    });
}

void Session::extend(int seconds, QObject *context, Answer<wire::Trial> then)
{
    ask<wire::Trial>("boot.extend", wire::ExtendRequest{seconds}, context, [this, then](auto answer) {
        if (answer)
            tookTrial(*answer);
        then(std::move(answer));
    });
}

} // namespace patchbay::client
