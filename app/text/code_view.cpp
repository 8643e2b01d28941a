// SPDX-License-Identifier: BSD-2-Clause
#include "text/code_view.h"

#include "look/metrics.h"
#include "look/theme.h"
#include "text/find_bar.h"

#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

#include <cmath>

namespace patchbay::text {

using look::Token;

class CodeView::Margin final : public QWidget
{
public:
    explicit Margin(CodeView *view)
        : QWidget(view)
        , m_view(view)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintMargin(event); }

private:
    CodeView *m_view;
};

CodeView::CodeView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_margin(new Margin(this))
    , m_find(new FindBar(this))
{
    setLayoutDirection(Qt::LeftToRight); // files, commands and their numbers run so everywhere
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    QFont mono = look::font(look::Face::Mono);
    mono.setPixelSize(look::px(13));
    setFont(mono);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(2);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_margin->scroll(0, dy);
        else
            m_margin->update(0, rect.y(), m_margin->width(), rect.height());
    });
}

void CodeView::showText(const QString &text, Language language, bool numbered)
{
    QList<DiffRow> rows;
    int number = 0;
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.size() > 1 && lines.back().isEmpty())
        lines.removeLast();
    for (const QString &line : std::as_const(lines))
        rows.append({DiffRow::Kind::Same, ++number, line});
    m_numbered = numbered;
    showRows(rows, language);
}

void CodeView::showRows(const QList<DiffRow> &rows, Language language)
{
    if (rows == m_rows && language == m_language && !m_appended)
        return;
    m_appended = false;
    m_rows = rows;
    m_language = language;
    QStringList lines;
    for (const DiffRow &row : rows)
        lines.append(row.text);
    setPlainText(lines.join(QLatin1Char('\n')));
    verticalScrollBar()->setValue(0);
    placeMargin();
    colour();
    showFirstChange();
}

void CodeView::showFirstChange()
{
    constexpr int context = 3;
    int first = 0;
    for (int i = 0; i < m_rows.size() && first == 0; ++i) {
        if (m_rows[i].kind == DiffRow::Kind::Added || m_rows[i].kind == DiffRow::Kind::Removed)
            first = i;
    }
    if (first > 0)
        verticalScrollBar()->setValue(qMax(0, first - context)); // counts in lines here
}

void CodeView::appendText(const QString &text)
{
    QScrollBar *bar = verticalScrollBar();
    const bool following = bar->value() >= bar->maximum() - 4;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(text);
    m_appended = true;
    if (following)
        bar->setValue(bar->maximum());
}

int CodeView::naturalHeight() const
{
    qreal lines = 0; // a line is a fraction of a pixel higher than the font says
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        lines += blockBoundingRect(block).height();
    return int(std::ceil(lines)) + 2 * int(document()->documentMargin()) + 2;
}

void CodeView::giveRoom(int least, int most)
{
    m_wanted = qMin(naturalHeight() + 6, most);
    setMinimumHeight(qMin(m_wanted, least));
    setMaximumHeight(m_wanted);
    updateGeometry();
}

QSize CodeView::sizeHint() const
{
    const QSize usual = QPlainTextEdit::sizeHint();
    return m_wanted > 0 ? QSize(usual.width(), m_wanted) : usual;
}

void CodeView::colour()
{
    const look::Palette &palette = look::palette();
    QStringList lines;
    for (const DiffRow &row : std::as_const(m_rows))
        lines.append(row.text);
    const QList<QList<Span>> spans = highlight(m_language, lines);

    QList<QTextEdit::ExtraSelection> grounds;
    QTextBlock block = document()->begin();
    for (qsizetype i = 0; i < m_rows.size() && block.isValid(); ++i, block = block.next()) {
        const DiffRow::Kind kind = m_rows[i].kind;
        QList<QTextLayout::FormatRange> formats;
        for (const Span &span : spans[i]) {
            // Green on the ground of a removed line would be hard to read.
            if (span.ink == Ink::String && kind == DiffRow::Kind::Removed)
                continue;
            QTextLayout::FormatRange range{int(span.at), int(span.length), {}};
            range.format.setForeground(palette[span.ink == Ink::Module   ? Token::SyntaxModule
                                               : span.ink == Ink::String ? Token::SyntaxString
                                                                         : Token::SyntaxComment]);
            formats.append(range);
        }
        block.layout()->setFormats(formats);
        if (kind == DiffRow::Kind::Same)
            continue;
        QTextEdit::ExtraSelection ground;
        ground.cursor = QTextCursor(block);
        ground.format.setProperty(QTextFormat::FullWidthSelection, true);
        ground.format.setBackground(palette[kind == DiffRow::Kind::Added     ? Token::DiffAdded
                                            : kind == DiffRow::Kind::Removed ? Token::DiffRemoved
                                                                             : Token::Window]);
        grounds.append(ground);
    }
    setExtraSelections(grounds);
    document()->markContentsDirty(0, document()->characterCount());
    m_margin->update();
}

int CodeView::marginWidth() const
{
    return look::px(m_numbered ? 52 : 12);
}

void CodeView::placeMargin()
{
    setViewportMargins(marginWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_margin->setGeometry(inside.left(), inside.top(), marginWidth(), inside.height());
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
    m_find->place();
    if (event->oldSize().height() <= 0 || !isVisible())
        showFirstChange();
}

bool CodeView::event(QEvent *event)
{
    // Where the text has the focus, Ctrl+F is about the text.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Find))
        event->accept();
    return QPlainTextEdit::event(event);
}

void CodeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find))
        return m_find->ask();
    if (event->key() == Qt::Key_F3)
        return m_find->step(event->modifiers() & Qt::ShiftModifier);
    QPlainTextEdit::keyPressEvent(event);
}

void CodeView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_rows.isEmpty())
        colour();
}

void CodeView::paintMargin(QPaintEvent *event)
{
    const look::Palette &palette = look::palette();
    QPainter painter(m_margin);
    painter.setLayoutDirection(layoutDirection()); // not that of the application
    painter.fillRect(event->rect(), palette[Token::Panel]);
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= event->rect().bottom(); block = block.next()) {
        const QRectF line(0, top, m_margin->width(), blockBoundingRect(block).height());
        top += line.height();
        if (block.blockNumber() >= m_rows.size())
            break;
        const DiffRow &row = m_rows[block.blockNumber()];
        if (row.kind != DiffRow::Kind::Same) {
            painter.fillRect(line, palette[row.kind == DiffRow::Kind::Added     ? Token::DiffAdded
                                           : row.kind == DiffRow::Kind::Removed ? Token::DiffRemoved
                                                                                : Token::Window]);
        }
        if (!m_numbered)
            continue;
        painter.setPen(palette[Token::TextSecondary]);
        if (row.number > 0)
            painter.drawText(line.adjusted(0, 0, -look::px(22), 0), Qt::AlignRight | Qt::AlignTop, QString::number(row.number)); // on the line of the text
        painter.setPen(palette[Token::Text]);
        if (row.kind == DiffRow::Kind::Added || row.kind == DiffRow::Kind::Removed)
            painter.drawText(line.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignTop,
                             row.kind == DiffRow::Kind::Added ? QStringLiteral("+") : QStringLiteral("−"));
    }
}

} // namespace patchbay::text
