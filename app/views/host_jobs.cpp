// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_jobs.h"

#include "client/session.h"
#include "models/text.h"
#include "views/apply_dialog.h"
#include "views/banner.h"
#include "views/history_dialog.h"
#include "views/main_window.h"
#include "views/question.h"
#include "views/trial_words.h"
#include "views/verify_dialog.h"

namespace patchbay::views {

using models::text;

HostJobs::HostJobs(MainWindow *window)
    : QObject(window)
    , m_window(window)
{
}

void HostJobs::review()
{
    client::Session *session = m_window->session();
    if (!session || !session->preview() || !session->snapshot())
        return;
    auto *dialog = new ApplyDialog(session, m_window);
    connect(dialog, &ApplyDialog::applied, this, &HostJobs::applied);
    dialog->open();
}

void HostJobs::applied(const wire::Applied &applied, bool trial)
{
    client::Session *session = m_window->session();
    const QString host = text(session->snapshot()->name);
    m_done[session->spec()] = {applied.id, applied.mode, trial, session->connection()};
    if (applied.rebootNeeded && !trial) // a trial has a strip of its own
        m_window->banner()->say(applied.mode == "next-boot"
                                    ? tr("Written for the next boot of %1 only. Reboot it to try the change.").arg(host)
                                    : tr("Written. %1 takes it up at its next boot.").arg(host),
                                tr("Reboot %1…").arg(host), [this] { reboot(); });
    m_window->tell(trial                    ? tr("Applied as change %1, which takes itself back unless you keep it.").arg(text(applied.id))
                   : applied.written.empty() ? tr("Applied.")
                                             : models::counted(int(applied.written.size()), tr("Applied: %1 boot file written."),
                                                               tr("Applied: %1 boot files written.")));
    if (applied.mode != "now")
        return;
    // There is no boot to wait for; but what is to be kept is kept over another connection.
    trial ? waitThenVerify(client::BootWait::Until::Connection, session->connection()) : compare();
}

void HostJobs::reboot()
{
    client::Session *session = m_window->session();
    if (!session || !session->snapshot())
        return;
    int running = 0;
    for (const wire::GuestState &guest : session->snapshot()->guests)
        running += client::isUp(guest);
    const QString host = text(session->snapshot()->name);
    QString about = tr("Everything that runs on %1 ends. The console waits until it is back and compares it with the plan.")
                        .arg(host);
    if (running > 0)
        about += QLatin1Char(' ') + models::counted(running, tr("%1 guest is running there."), tr("%1 guests are running there."));
    auto *question = new Question(tr("Reboot %1?").arg(host), about, tr("Reboot %1").arg(host), true, m_window);
    connect(question, &QDialog::accepted, this, &HostJobs::rebootNow);
    question->open();
}

void HostJobs::rebootNow()
{
    client::Session *session = m_window->session();
    const QString host = text(session->snapshot()->name);
    m_window->banner()->hide();
    m_window->tell(tr("%1 is rebooting…").arg(host));
    session->reboot(m_window, [this, connection = session->connection()](auto answer) {
        if (!answer)
            return m_window->complain(tr("The host was not rebooted: %1").arg(answer.error().message));
        waitThenVerify(client::BootWait::Until::Boot, connection);
    });
}

void HostJobs::waitThenVerify(client::BootWait::Until until, int connection)
{
    client::Session *session = m_window->session();
    if (m_waits.value(session->spec()))
        return;
    auto *wait = new client::BootWait(session, until, connection);
    m_waits[session->spec()] = wait;
    const QPointer<client::Session> guard(session);
    connect(wait, &client::BootWait::back, this, [this, guard] {
        if (guard)
            m_waits.remove(guard->spec());
        if (guard && m_window->session() == guard)
            compare();
    });
    connect(wait, &client::BootWait::gaveUp, this, [this, guard](const QString &problem) {
        if (guard)
            m_waits.remove(guard->spec());
        if (guard && m_window->session() == guard)
            m_window->complain(tr("The host does not come back: %1").arg(problem));
    });
    wait->start();
}

void HostJobs::compare()
{
    client::Session *session = m_window->session();
    const Done done = m_done.take(session->spec());
    if (done.trial && session->trial().phase() == client::TrialClock::Phase::None)
        return; // it is over; how is told where that became known
    session->verify(m_window, [this, session, oneBoot = !done.trial && done.mode == "next-boot"](auto answer) {
        if (m_window->session() != session)
            return;
        if (!answer)
            return m_window->complain(tr("The host cannot be compared with the plan: %1").arg(answer.error().message));
        m_window->tell(answer->good ? tr("The host is as planned.") : tr("The host is not as planned."));
        auto *dialog = new VerifyDialog(session, std::move(*answer), oneBoot, m_window);
        connect(dialog, &VerifyDialog::done, m_window, &MainWindow::tell);
        connect(dialog, &VerifyDialog::wentBack, this, &HostJobs::offerReboot);
        connect(dialog, &VerifyDialog::extendRequested, this, &HostJobs::extend);
        dialog->open();
    });
}

void HostJobs::verify()
{
    if (m_window->session() && m_window->session()->snapshot())
        compare();
}

void HostJobs::trialChanged()
{
    client::Session *session = m_window->session();
    if (session->trial().phase() != client::TrialClock::Phase::Running)
        return;
    // Whoever applied it is asked as soon as it runs, whoever restarted the host.
    const auto done = m_done.constFind(session->spec());
    if (done != m_done.constEnd() && done->trial && done->id == session->trial().trial().id)
        waitThenVerify(client::BootWait::Until::Connection, done->connection);
}

void HostJobs::keep()
{
    client::Session *session = m_window->session();
    const wire::Trial trial = session->trial().trial();
    session->confirm(trial.id, m_window, [this, mode = trial.mode](auto answer) {
        if (!answer)
            return m_window->complain(tr("The change was not kept: %1").arg(answer.error().message));
        m_window->tell(keptWords(mode));
    });
}

void HostJobs::extend()
{
    constexpr int more = 10 * 60, longest = 7 * 24 * 3600;
    client::Session *session = m_window->session();
    session->extend(qMin(session->trial().left().value_or(0) + more, longest), m_window, [this](auto answer) {
        if (!answer)
            return m_window->complain(tr("The host waits no longer than it did: %1").arg(answer.error().message));
        m_window->tell(tr("The host waits 10 minutes longer."));
    });
}

void HostJobs::goBack()
{
    client::Session *session = m_window->session();
    if (!session->snapshot())
        return;
    const wire::Trial &trial = session->trial().trial();
    const QString host = text(session->snapshot()->name);
    const QString about = trial.mode == "now"
                              ? tr("The functions go back to their drivers now; nothing restarts.")
                              : tr("The old boot files come back now. %1 goes on as it runs until you reboot it.").arg(host);
    auto *question = new Question(tr("Take change %1 back?").arg(text(trial.id)), about, tr("Go back"), true, m_window);
    connect(question, &QDialog::accepted, this, &HostJobs::goBackNow);
    question->open();
}

void HostJobs::goBackNow()
{
    client::Session *session = m_window->session();
    const wire::Trial trial = session->trial().trial();
    session->revert(trial.id, m_window, [this, trial](auto answer) {
        if (!answer)
            return m_window->complain(tr("The change was not taken back: %1").arg(answer.error().message));
        m_window->tell(wentBackWords(trial.mode));
        if (trial.mode != "now" && trial.phase == "running")
            offerReboot();
    });
}

void HostJobs::offerReboot()
{
    const QString host = text(m_window->session()->snapshot()->name);
    m_window->banner()->say(tr("The old boot files of %1 are back. It goes on as it runs until it is rebooted.").arg(host),
                            tr("Reboot %1…").arg(host), [this] { reboot(); });
}

void HostJobs::history()
{
    client::Session *session = m_window->session();
    if (!session || !session->snapshot())
        return;
    auto *dialog = new HistoryDialog(session, m_window);
    connect(dialog, &HistoryDialog::reverted, m_window, &MainWindow::tell);
    dialog->open();
}

} // namespace patchbay::views
