// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_jobs.h"

#include "client/session.h"
#include "models/text.h"
#include "views/apply_dialog.h"
#include "views/banner.h"
#include "views/history_dialog.h"
#include "views/main_window.h"
#include "views/question.h"
#include "views/verify_dialog.h"

#include <QTimer>

namespace patchbay::views {

using models::text;

namespace {
constexpr int attempts = 40;
constexpr int pauseMs = 750;
}

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

void HostJobs::applied(const wire::Applied &applied)
{
    const QString host = text(m_window->session()->snapshot()->name);
    m_applied[m_window->session()->spec()] = text(applied.mode);
    if (applied.rebootNeeded)
        m_window->banner()->say(applied.mode == "next-boot"
                                    ? tr("Written for the next boot of %1 only. Reboot it to try the change.").arg(host)
                                    : tr("Written. %1 takes it up at its next boot.").arg(host),
                                tr("Reboot %1…").arg(host), [this] { reboot(); });
    m_window->tell(applied.written.empty() ? tr("Applied.")
                                           : models::counted(int(applied.written.size()), tr("Applied: %1 file written."),
                                                             tr("Applied: %1 files written.")));
    if (applied.mode == "now")
        verifyWhenBack(attempts); // there is no boot to wait for
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
    session->reboot(m_window, [this](auto answer) {
        if (!answer)
            return m_window->complain(tr("The host was not rebooted: %1").arg(answer.error().message));
        verifyWhenBack(0);
    });
}

void HostJobs::verifyWhenBack(int attempt)
{
    client::Session *session = m_window->session();
    session->verify(m_window, [this, session, attempt](auto answer) {
        if (m_window->session() != session)
            return;
        if (!answer) {
            if (attempt >= attempts)
                return m_window->complain(tr("The host does not answer: %1").arg(answer.error().message));
            QTimer::singleShot(pauseMs, this, [this, attempt, session] {
                if (m_window->session() == session)
                    verifyWhenBack(attempt + 1);
            });
            return;
        }
        m_window->tell(answer->good ? tr("The host is as planned.") : tr("The host is not as planned."));
        const bool trial = m_applied.take(session->spec()) == QStringLiteral("next-boot");
        auto *dialog = new VerifyDialog(session, std::move(*answer), trial, m_window);
        connect(dialog, &VerifyDialog::done, m_window, &MainWindow::tell);
        dialog->open();
    });
}

void HostJobs::verify()
{
    if (m_window->session() && m_window->session()->snapshot())
        verifyWhenBack(attempts);
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
