// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"

#include <QDateTime>
#include <QTimer>

class QPushButton;
class QVBoxLayout;

namespace patchbay::client {
class Session;
}

namespace patchbay::views {

/// After a boot: is the machine what was planned? Keep it, or go back.
class VerifyDialog final : public Sheet
{
    Q_OBJECT
public:
    /// `deadline`: when the host takes the change back by itself; invalid: it does not.
    VerifyDialog(client::Session *session, wire::Verification verification, const QDateTime &deadline, QWidget *window);

signals:
    void done(const QString &what);

private:
    void addRows();
    QWidget *row(const wire::Verified &verified);
    QWidget *row(const wire::Finding &finding);
    void addFooter();
    void tell();
    void keep();
    void goBack();
    void wait(bool waiting);
    [[nodiscard]] QString nameOf(const std::string &address) const;

    client::Session *m_session;
    wire::Verification m_verification;
    QDateTime m_deadline;
    QDateTime m_since = QDateTime::currentDateTime();
    QTimer m_tick;
    QPushButton *m_keep = nullptr;
    QPushButton *m_back = nullptr;
};

} // namespace patchbay::views
