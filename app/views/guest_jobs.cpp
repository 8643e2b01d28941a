// SPDX-License-Identifier: BSD-2-Clause
#include "views/guest_jobs.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/text.h"
#include "views/board_panel.h"
#include "views/guest_dialog.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/question.h"

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::bytes;
using models::text;

GuestJobs::GuestJobs(MainWindow *window)
    : QObject(window)
    , m_window(window)
{
}

QStringList GuestJobs::otherNames(const QString &guest) const
{
    QStringList names;
    for (const wire::Guest &each : m_window->session()->plan().guests) {
        if (text(each.name) != guest)
            names.append(text(each.name));
    }
    return names;
}

void GuestJobs::add()
{
    client::Session *session = m_window->session();
    if (!session || !session->snapshot())
        return;
    const QStringList taken = otherNames({});
    QString name = u"guest-01"_s;
    for (int i = 2; taken.contains(name); ++i)
        name = u"guest-%1"_s.arg(i, 2, 10, QChar(u'0'));
    auto *dialog = new GuestDialog(client::freshGuest(bytes(name)), true, taken, m_window);
    connect(dialog, &GuestDialog::decided, session, [this, session](const wire::Guest &guest) {
        session->propose(client::withGuest(session->plan(), guest), tr("Add guest %1").arg(text(guest.name)));
        m_window->board()->chooseGuest(text(guest.name));
    });
    dialog->open();
}

void GuestJobs::settings(const QString &guest)
{
    client::Session *session = m_window->session();
    const wire::Guest *current = session ? client::guestNamed(session->plan(), bytes(guest)) : nullptr;
    if (!current)
        return;
    auto *dialog = new GuestDialog(*current, false, otherNames(guest), m_window);
    connect(dialog, &GuestDialog::decided, session, [this, session, guest](const wire::Guest &changed) {
        session->propose(client::withGuest(session->plan(), changed, bytes(guest)),
                         tr("Settings of %1").arg(text(changed.name)));
        m_window->board()->chooseGuest(text(changed.name));
    });
    connect(dialog, &GuestDialog::removed, session, [session, guest] {
        session->propose(client::withoutGuest(session->plan(), bytes(guest)), tr("Remove guest %1").arg(guest));
    });
    dialog->open();
}

void GuestJobs::start(const QString &guest)
{
    client::Session *session = m_window->session();
    if (!session || guest.isEmpty())
        return;
    m_asked.remove(session->spec() + u'\n' + guest);
    m_window->outcome()->setOutput(guest, {});
    m_window->outcome()->showPage(OutcomePanel::Output);
    m_window->tell(tr("Starting %1…").arg(guest));
    session->startGuest(bytes(guest), m_window, [this, guest](auto answer) {
        if (!answer)
            return m_window->complain(tr("%1 was not started: %2").arg(guest, answer.error().message));
        const wire::GuestState &state = answer->state;
        if (state.state == "failed")
            return m_window->complain(tr("%1 failed: %2").arg(guest, text(state.cause)));
        m_window->tell(tr("%1 is %2.").arg(guest, text(state.state)));
    });
}

void GuestJobs::readLog(const QString &guest)
{
    client::Session *session = m_window->session();
    if (!session || guest.isEmpty() || !session->connected() || !session->guestState(bytes(guest)) ||
        !session->knows("guest.log"))
        return;
    session->askGuestLog(bytes(guest), m_window, [this, session, guest](auto answer) {
        if (answer && m_window->session() == session)
            m_window->outcome()->setOutput(guest, text(answer->text));
    });
}

void GuestJobs::stop(const QString &guest)
{
    client::Session *session = m_window->session();
    if (!session || guest.isEmpty())
        return;
    const QDateTime asked = m_asked.value(session->spec() + u'\n' + guest);
    const bool force = asked.isValid();
    const QString about =
        force ? tr("%1 was asked to shut down at %2 and still runs. bhyve is ended now, as if its power were cut; what the guest "
                   "has not written to its disks is lost.").arg(guest, asked.toString(u"HH:mm:ss"_s))
              : tr("The guest is asked to shut down, as by its power button. Its memory and its functions are free when it has. "
                   "If it does not answer, stop it once more to cut its power.");
    auto *question = new Question(force ? tr("Cut the power of %1?").arg(guest) : tr("Stop %1?").arg(guest), about,
                                  force ? tr("Cut its power") : tr("Shut %1 down").arg(guest), true, m_window);
    connect(question, &QDialog::accepted, session, [this, session, guest, force] { stopNow(session, guest, force); });
    question->open();
}

void GuestJobs::stopNow(client::Session *session, const QString &guest, bool force)
{
    const QString key = session->spec() + u'\n' + guest;
    m_asked.insert(key, QDateTime::currentDateTime());
    session->stopGuest(bytes(guest), force, m_window, [this, guest, key](auto answer) {
        if (!answer) {
            m_asked.remove(key);
            return m_window->complain(tr("%1 was not stopped: %2").arg(guest, answer.error().message));
        }
        const bool up = client::isUp(answer->state);
        if (!up)
            m_asked.remove(key);
        m_window->tell(up ? tr("%1 was asked to shut down.").arg(guest)
                          : tr("%1 is stopped; its functions are free.").arg(guest));
    });
}

} // namespace patchbay::views
