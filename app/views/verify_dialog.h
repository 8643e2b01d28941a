// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"

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
    /// `trial`: the change was for this boot only, and is gone at the next unless it is kept.
    VerifyDialog(client::Session *session, wire::Verification verification, bool trial, QWidget *window);

signals:
    void done(const QString &what);

private:
    void addRows();
    QWidget *row(const wire::Verified &verified);
    QWidget *row(const wire::Finding &finding);
    void addKeeping();
    void addFooter();
    void keep();
    void goBack();
    void wait(bool waiting);
    [[nodiscard]] QString nameOf(const std::string &address) const;

    client::Session *m_session;
    wire::Verification m_verification;
    bool m_trial;
    bool m_waiting = false; ///< for an answer of the host
    text::CodeView *m_keeping = nullptr; ///< of a trial only
    QPushButton *m_keep = nullptr;
    QPushButton *m_back = nullptr;
};

} // namespace patchbay::views
