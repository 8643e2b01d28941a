// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/secret.h"

#include <QLineEdit>

#include <array>
#include <span>

class QMimeData;

namespace patchbay::views {

/// A line for a password. A QLineEdit leaves pieces of what was typed in buffers it has freed and in its undo history; this one
/// knows nothing but bullets, one for each character. What was typed stands in one place and is wiped there. Keys, selection,
/// cursor, input methods, clipboard, drops and screen readers work as in any field for passwords; undo empties it.
class SecretField final : public QLineEdit
{
    Q_OBJECT
public:
    static constexpr int most = 1024; ///< characters; as many as sshd takes

    explicit SecretField(QWidget *parent = nullptr);
    ~SecretField() override;

    /// What was typed, as UTF-8. The field is empty after it.
    [[nodiscard]] remote::Secret take();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void put(QStringView text);
    void putFrom(const QMimeData *offered);
    void paste(bool selection);
    void replace(qsizetype at, qsizetype removed, std::span<const char32_t> added);
    void followEdit();
    void followText();

    std::array<char32_t, most> m_typed{};
    qsizetype m_count = 0;
    bool m_own = false; ///< the line edit is being told by us
};

} // namespace patchbay::views
