// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/trial_clock.h"

#include <QString>

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// What a person is told of a change that waits to be kept.
struct TrialWords
{
    QString title; ///< one sentence: what is the case
    QString about; ///< what the host does by itself, and when
    QString count; ///< "9:41", "1:02:03"; a dash: the host does not know; empty: nothing counts
};
TrialWords trialWords(const client::Session &session);

/// The same in the few words a list of hosts has room for; empty: nothing waits.
QString trialMark(const client::Session &session);

/// What to say when a trial ended that this console did not end itself.
QString endedWords(const QString &host, const client::EndedTrial &ended);

/// What a person is told who has kept, or taken back, a change of that mode; empty: one whose mode is not known.
QString keptWords(const std::string &mode);
QString wentBackWords(const std::string &mode);

/// "9:41"
QString countDown(int seconds);
/// "10 minutes", "90 seconds", "1 hour"
QString spanWords(int seconds);

} // namespace patchbay::views
