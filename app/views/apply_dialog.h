// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/mode_words.h"
#include "views/sheet.h"
#include "wire/messages.h"

class QButtonGroup;
class QPushButton;
class QProgressBar;

namespace patchbay::client {
class Session;
}
namespace patchbay::text {
class CodeView;
}

namespace patchbay::views {

class Pill;
class CopyChoice;
class TrialChoice;

/// "Review and apply…": how, what exactly, and the one button that does it.
class ApplyDialog final : public Sheet
{
    Q_OBJECT
public:
    ApplyDialog(client::Session *session, QWidget *window);

signals:
    /// `trial`: the change takes itself back unless somebody keeps it.
    void applied(const patchbay::wire::Applied &applied, bool trial);

private:
    void addChoices();
    void addPreview();
    void addFooter();
    /// What the engine says the chosen mode would do; the button is dead until it has.
    void showPreview();
    void showVerdict();
    void showCopyChoice();
    void showFiles();
    /// The start script and its order instead of the boot files, as the engine would write them, in the same room.
    void showInstalled();
    void giveRoom();
    /// Why the host takes no change now; empty: it does.
    [[nodiscard]] QString whyNotNow() const;
    void apply();

    client::Session *m_session;
    QButtonGroup *m_modes;
    std::array<ModeWords, 3> m_words;
    TrialChoice *m_trial = nullptr;
    CopyChoice *m_copy = nullptr;
    text::CodeView *m_diff = nullptr;
    Pill *m_verdict = nullptr;
    QPushButton *m_go = nullptr;
    QProgressBar *m_progress = nullptr;
    bool m_applying = false;
    bool m_installed = false; ///< that is what is shown
    int m_asked = 0; ///< late answers to an older choice are dropped
    QString m_refusal; ///< of the last try
};

} // namespace patchbay::views
