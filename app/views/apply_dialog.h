// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"

class QButtonGroup;
class QPushButton;
class QProgressBar;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

class Pill;

/// "Review and apply…": how, what exactly, and the one button that does it.
class ApplyDialog final : public Sheet
{
    Q_OBJECT
public:
    ApplyDialog(client::Session *session, QWidget *window);

signals:
    void applied(const patchbay::wire::Applied &applied);

private:
    enum Mode { NextBoot, Persistent, Now };

    void addChoices();
    void addChoice(Mode mode, const QString &title, const QString &tag, const QString &about);
    void addPreview();
    void addFooter();
    void chose(int mode);
    void apply();

    client::Session *m_session;
    QButtonGroup *m_modes;
    QPushButton *m_go = nullptr;
    QProgressBar *m_progress = nullptr;
};

} // namespace patchbay::views
