// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/questions.h"

#include <QObject>
#include <QPointer>

namespace patchbay::views {

class SshSheet;

/// Puts the questions of connections in front of the window, one after the other, and takes the answers back.
class SshQuestions final : public QObject
{
    Q_OBJECT
public:
    SshQuestions(remote::Asker *asker, QWidget *window);
    /// A window that goes says no to what it was asked.
    ~SshQuestions() override;

    [[nodiscard]] remote::Asker *asker() const { return m_asker; }

private:
    struct Waiting
    {
        qint64 id;
        remote::Question question;
    };
    void showNext();
    void withdraw(qint64 id);

    QPointer<remote::Asker> m_asker;
    QWidget *m_window;
    QList<Waiting> m_waiting;
    QPointer<SshSheet> m_sheet;
    qint64 m_shown = 0;
};

} // namespace patchbay::views
