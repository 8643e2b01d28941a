// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"
#include "wire/requests.h"

class QPushButton;
class QVBoxLayout;

namespace patchbay::client {
class Session;
}
namespace patchbay::text {
class CodeView;
}

namespace patchbay::views {

/// After a boot: is the machine what was planned? Keep it, or go back.
class VerifyDialog final : public Sheet
{
    Q_OBJECT
public:
    /// `oneBoot`: the change is gone at the next boot unless it is kept. Whether one waits to be kept is the session's to say.
    VerifyDialog(client::Session *session, wire::Verification verification, bool oneBoot, QWidget *window);

signals:
    void done(const QString &what);
    /// The old boot files are back; the host goes on as it runs.
    void wentBack();
    void extendRequested();

private:
    void addRows();
    QWidget *row(const wire::Verified &verified);
    QWidget *row(const wire::Finding &finding);
    void addKeeping();
    void addFooter();
    void keep();
    void goBack();
    void wait(bool waiting);
    void showKeeping();
    void showTime();
    void trialChanged();
    [[nodiscard]] QString nameOf(const std::string &address) const;

    client::Session *m_session;
    wire::Verification m_verification;
    const wire::Trial m_trial; ///< what waits to be kept; without id: nothing
    bool m_keepable;           ///< is gone unless it is kept
    QString m_compared;        ///< when and how
    bool m_waiting = false; ///< for an answer of the host
    text::CodeView *m_keeping = nullptr; ///< of what was for one boot only
    QPushButton *m_keep = nullptr;
    QPushButton *m_extend = nullptr; ///< of a trial only
    QPushButton *m_back = nullptr;
};

} // namespace patchbay::views
