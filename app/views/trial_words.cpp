// SPDX-License-Identifier: BSD-2-Clause
#include "views/trial_words.h"

#include "client/session.h"
#include "models/text.h"

#include <QCoreApplication>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using Phase = client::TrialClock::Phase;

namespace {

QString words(const char *source)
{
    return QCoreApplication::translate("TrialWords", source);
}

// What "as it was" means where nothing restarts to try the change.
QString whatGoesBack(const wire::Trial &trial)
{
    return trial.mode == "now" ? words("gives the functions back to their drivers") : words("puts the old boot files back");
}

TrialWords waiting(const QString &host, const wire::Trial &trial, bool reachable)
{
    const QString span = spanWords(trial.within);
    if (!reachable)
        return {words("%1 does not answer: its next boot tries change %2.").arg(host, models::text(trial.id)),
                words("From that boot on it waits %1 for somebody to keep the change; without an answer it puts the old boot "
                      "files back and restarts, whether this console reaches it or not.").arg(span), {}};
    return {words("Change %1 waits for the boot that tries it.").arg(models::text(trial.id)),
            words("From that boot on %1 waits %2 for you to keep it; without an answer it puts the old boot files back and "
                  "restarts.").arg(host, span), {}};
}

TrialWords running(const QString &host, const client::TrialClock &clock, bool reachable)
{
    const wire::Trial &trial = clock.trial();
    const auto left = clock.left();
    TrialWords said{reachable ? words("%1 tries change %2: keep it?").arg(host, models::text(trial.id))
                              : words("%1 does not answer while it tries change %2.").arg(host, models::text(trial.id)),
                    words("Unless somebody keeps it in this time, %1 %2 by itself and restarts.").arg(host, whatGoesBack(trial)),
                    left ? countDown(*left) : u"–"_s};
    if (left == 0)
        said.about = reachable ? words("Its time is up: %1 %2 and restarts.").arg(host, whatGoesBack(trial))
                               : words("Its time is up: by now %1 %2 by itself and restarts. It is shown as it is as soon as it "
                                       "answers.").arg(host, whatGoesBack(trial));
    return said;
}

} // namespace

TrialWords trialWords(const client::Session &session)
{
    const client::TrialClock &clock = session.trial();
    const QString host = session.snapshot() ? models::text(session.snapshot()->name) : words("The host");
    const bool reachable = session.state() != client::Session::State::Failed;
    switch (clock.phase()) {
    case Phase::None: break;
    case Phase::Waiting: return waiting(host, clock.trial(), reachable);
    case Phase::Running: return running(host, clock, reachable);
    case Phase::GoingBack:
        return {words("%1 takes change %2 back.").arg(host, models::text(clock.trial().id)),
                words("Nobody kept it in time: it %1 and restarts. It is shown as it is as soon as it answers again.")
                    .arg(whatGoesBack(clock.trial())), {}};
    }
    return {};
}

QString trialMark(const client::Session &session)
{
    const auto left = session.trial().left();
    switch (session.trial().phase()) {
    case Phase::None: break;
    case Phase::Waiting: return words("to be tried by a boot");
    case Phase::Running: return left == 0 ? words("its time is up") : left ? words("keep within %1").arg(countDown(*left)) : words("to be kept");
    case Phase::GoingBack: return words("going back");
    }
    return {};
}

QString endedWords(const QString &host, const client::EndedTrial &ended)
{
    const QString id = models::text(ended.trial.id);
    if (ended.state == "expired")
        return (ended.trial.mode == "now"
                    ? words("Nobody kept change %1 in time, so %2 took it back by itself. You see it as it is now.")
                    : words("Nobody kept change %1 in time, so %2 put its old boot files back by itself and ended that boot. You "
                            "see it as it is now."))
            .arg(id, host);
    if (ended.state == "reverted")
        return words("Somebody else took change %1 of %2 back.").arg(id, host);
    if (ended.state == "applied")
        return words("Somebody else kept change %1 of %2: it stays.").arg(id, host);
    return words("Change %1 of %2 waits no more; its history calls it \"%3\".").arg(id, host, models::text(ended.state));
}

QString keptWords(const std::string &mode)
{
    return mode == "now" ? words("Kept: the host stays as it is until its next boot.") : words("Kept: every boot is like this one from now on.");
}

QString wentBackWords(const std::string &mode)
{
    return mode == "now" ? words("Taken back: the host is as it was.") : words("The old boot files are back; reboot to take them up.");
}

QString countDown(int seconds)
{
    const QString tail = u"%1:%2"_s.arg(seconds / 60 % 60, seconds >= 3600 ? 2 : 1, 10, QLatin1Char('0')).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return seconds >= 3600 ? u"%1:%2"_s.arg(seconds / 3600).arg(tail) : tail;
}

QString spanWords(int seconds)
{
    if (seconds % 3600 == 0)
        return models::counted(seconds / 3600, words("%1 hour"), words("%1 hours"));
    if (seconds % 60 == 0)
        return models::counted(seconds / 60, words("%1 minute"), words("%1 minutes"));
    return models::counted(seconds, words("%1 second"), words("%1 seconds"));
}

} // namespace patchbay::views
