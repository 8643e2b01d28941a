// SPDX-License-Identifier: BSD-2-Clause
#include "text/find_bar.h"

#include "look/metrics.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextCursor>

namespace patchbay::text {

FindBar::FindBar(QPlainTextEdit *view)
    : QFrame(view)
    , m_view(view)
    , m_words(new QLineEdit(this))
    , m_found(new QLabel(this))
{
    setObjectName(QStringLiteral("findBar"));
    m_words->setObjectName(QStringLiteral("findWords"));
    m_words->setAccessibleName(tr("Find in this text"));
    m_words->setPlaceholderText(tr("Find in this text"));
    m_words->setFixedWidth(look::px(180));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_words);
    row->addWidget(m_found);
    m_words->installEventFilter(this);
    connect(m_words, &QLineEdit::textChanged, this, [this] {
        QTextCursor cursor = m_view->textCursor();
        cursor.setPosition(cursor.selectionStart());
        m_view->setTextCursor(cursor);
        step(false);
    });
    hide();
}

void FindBar::ask()
{
    const QString chosen = m_view->textCursor().selectedText();
    if (!chosen.isEmpty() && !chosen.contains(QChar::ParagraphSeparator))
        m_words->setText(chosen);
    show();
    place();
    raise();
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
    count();
}

void FindBar::step(bool back)
{
    if (m_words->text().isEmpty()) {
        count();
        return isVisible() ? void() : ask();
    }
    const QTextDocument::FindFlags flags = back ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (!m_view->find(m_words->text(), flags)) {
        QTextCursor cursor = m_view->textCursor();
        cursor.movePosition(back ? QTextCursor::End : QTextCursor::Start);
        m_view->setTextCursor(cursor);
        m_view->find(m_words->text(), flags);
    }
    count();
}

void FindBar::count()
{
    constexpr int most = 999;
    int all = 0, at = 0;
    const QTextCursor here = m_view->textCursor();
    QTextCursor found(m_view->document());
    while (!m_words->text().isEmpty() && all < most) {
        found = m_view->document()->find(m_words->text(), found);
        if (found.isNull())
            break;
        ++all;
        if (found.selectionStart() == here.selectionStart() && here.hasSelection())
            at = all;
    }
    m_found->setText(m_words->text().isEmpty() ? QString()
                     : all == 0                ? tr("not found")
                                               : tr("%1 of %2").arg(at).arg(all));
    m_found->setAccessibleName(m_found->text());
    adjustSize();
    place();
}

void FindBar::place()
{
    const QRect room = m_view->viewport()->geometry();
    move(layoutDirection() == Qt::RightToLeft ? room.left() + 8 : room.right() - width() - 8, room.top() + 6);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool ours = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Escape;
    if (!ours)
        return QFrame::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (key->key() == Qt::Key_Escape) {
        hide();
        m_view->setFocus(Qt::OtherFocusReason);
    } else {
        step(key->modifiers() & Qt::ShiftModifier);
    }
    return true;
}

} // namespace patchbay::text
