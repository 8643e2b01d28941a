// SPDX-License-Identifier: BSD-2-Clause
#include "views/ssh_questions.h"

#include "views/ssh_sheets.h"

namespace patchbay::views {

namespace {

SshSheet *sheetFor(const remote::HostKeyQuestion &question, QWidget *window)
{
    return new HostKeySheet(question, window);
}

SshSheet *sheetFor(const remote::SecretQuestion &question, QWidget *window)
{
    return new SecretSheet(question, window);
}

SshSheet *sheetFor(const remote::BuildQuestion &question, QWidget *window)
{
    return new BuildSheet(question, window);
}

} // namespace

SshQuestions::SshQuestions(remote::Asker *asker, QWidget *window)
    : QObject(window)
    , m_asker(asker)
    , m_window(window)
{
    connect(asker, &remote::Asker::asked, this, [this](qint64 id, const QString &, const remote::Question &question) {
        m_waiting.append({id, question});
        showNext();
    });
    connect(asker, &remote::Asker::withdrawn, this, &SshQuestions::withdraw);
}

SshQuestions::~SshQuestions()
{
    if (m_sheet)
        m_sheet->disconnect(this);
    if (m_asker && m_sheet)
        m_asker->answer(m_shown, {});
    for (const Waiting &each : std::exchange(m_waiting, {})) {
        if (m_asker)
            m_asker->answer(each.id, {});
    }
}

void SshQuestions::showNext()
{
    if (m_sheet || m_waiting.isEmpty())
        return;
    const Waiting next = m_waiting.takeFirst();
    m_sheet = std::visit([this](const auto &each) { return sheetFor(each, m_window); }, next.question);
    m_shown = next.id;
    connect(m_sheet, &QDialog::finished, this, [this, sheet = m_sheet.data(), id = next.id](int result) {
        m_sheet.clear();
        m_asker->answer(id, result == QDialog::Accepted ? sheet->reply() : remote::Reply());
        showNext();
    });
    m_sheet->open();
}

void SshQuestions::withdraw(qint64 id)
{
    m_waiting.removeIf([id](const Waiting &each) { return each.id == id; });
    if (m_sheet && m_shown == id)
        m_sheet->reject(); // its answer finds nobody any more
}

} // namespace patchbay::views
