// SPDX-License-Identifier: BSD-2-Clause
// Plans as files; the engine writes and reads their format.
#include "client/session.h"
#include "models/text.h"
#include "views/host_jobs.h"
#include "views/main_window.h"

#include <QFile>
#include <QFileDialog>
#include <QSaveFile>

namespace patchbay::views {

using namespace Qt::StringLiterals;

void HostJobs::savePlan()
{
    client::Session *session = m_window->session();
    const QString path = QFileDialog::getSaveFileName(m_window, tr("Save the plan"), u"plan.json"_s,
                                                      tr("Plans (*.json)"));
    if (!session || path.isEmpty())
        return;
    session->exportPlan(m_window, [this, path](auto answer) {
        if (!answer)
            return m_window->complain(answer.error().message);
        QSaveFile file(path);
        const QByteArray bytes = QByteArray::fromStdString(answer->text);
        if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
            m_window->tell(tr("Saved as %1").arg(path));
        else
            m_window->complain(tr("%1 could not be written: %2").arg(path, file.errorString()));
    });
}

void HostJobs::loadPlan()
{
    client::Session *session = m_window->session();
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Load a plan"), {}, tr("Plans (*.json);;All files (*)"));
    if (!session || path.isEmpty())
        return;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return m_window->complain(tr("%1 could not be read: %2").arg(path, file.errorString()));
    constexpr qint64 most = 8 << 20; // of a pipe or a device the size is not known before
    const QByteArray bytes = file.read(most + 1);
    if (bytes.size() > most)
        return m_window->complain(tr("%1 is larger than 8 MiB: no plan is.").arg(path));
    session->importPlan(bytes.toStdString(), m_window, [this, session, path](auto answer) {
        if (!answer)
            return m_window->complain(tr("%1 was not loaded, your plan stays as it was. %2").arg(path, answer.error().message));
        session->propose(std::move(answer->plan), tr("Load %1").arg(path));
    });
}

} // namespace patchbay::views
