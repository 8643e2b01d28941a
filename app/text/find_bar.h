// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace patchbay::text {

/// Finds words in a text view, from its upper corner: Enter goes on, Shift+Enter back, Escape closes.
class FindBar final : public QFrame
{
    Q_OBJECT
public:
    explicit FindBar(QPlainTextEdit *view);

    /// Shows itself with what is selected in the view, if anything.
    void ask();
    /// Goes to the next or the one before; round the end. Opens the bar when there is nothing to find yet.
    void step(bool back);
    void place();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void count();

    QPlainTextEdit *m_view;
    QLineEdit *m_words;
    QLabel *m_found;
};

} // namespace patchbay::text
