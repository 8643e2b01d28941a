// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "text/diff_rows.h"
#include "text/syntax.h"

#include <QPlainTextEdit>

namespace patchbay::text {

class FindBar;

/// Read-only text in a monospaced font, with line numbers, highlighted, and with the grounds of a diff. Text can be
/// found (Ctrl+F, F3), selected and copied; the signs and numbers stand in the margin and are not copied.
class CodeView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeView(QWidget *parent = nullptr);

    void showText(const QString &text, Language language, bool numbered = true);
    void showRows(const QList<DiffRow> &rows, Language language);
    /// Adds to the end without losing the place, unless the end is in sight.
    void appendText(const QString &text);
    /// Height that all rows need, for views that shall not scroll.
    [[nodiscard]] int naturalHeight() const;
    /// As high as its text, up to `most`; where there is less room, down to `least`.
    void giveRoom(int least, int most);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Margin;

    void paintMargin(QPaintEvent *event);
    void placeMargin();
    void colour();
    void showFirstChange();
    [[nodiscard]] int marginWidth() const;

    Margin *m_margin;
    FindBar *m_find;
    QList<DiffRow> m_rows;
    Language m_language = Language::None;
    bool m_numbered = true;
    bool m_appended = false; ///< there is more than m_rows
    int m_wanted = 0;        ///< by giveRoom()
};

} // namespace patchbay::text
