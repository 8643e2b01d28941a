// SPDX-License-Identifier: BSD-2-Clause
#include "views/secret_field.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QStringEncoder>

#include <algorithm>
#include <cstring>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar bullet = u'\u2022';

bool isBullet(QChar c)
{
    return c == bullet;
}

// What QLineEdit takes for text and not for a command.
bool isText(const QKeyEvent &event)
{
    if (event.text().isEmpty())
        return false;
    const QChar first = event.text().at(0);
    if (first.category() == QChar::Other_Format)
        return true;
    if (event.modifiers() == Qt::ControlModifier || event.modifiers() == (Qt::ShiftModifier | Qt::ControlModifier))
        return false;
    return first.isPrint() || first.category() == QChar::Other_PrivateUse || (first.isHighSurrogate() && event.text().size() > 1);
}

/// Characters of a text; wiped when it goes.
class Characters
{
public:
    explicit Characters(QStringView text)
    {
        for (qsizetype i = 0; i < text.size() && m_count < SecretField::most; ++i) {
            const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
            m_all[std::size_t(m_count++)] = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : char32_t(text[i].unicode());
            i += pair ? 1 : 0;
        }
    }
    ~Characters() { ::explicit_bzero(m_all.data(), sizeof m_all); }
    Characters(const Characters &) = delete;
    Characters &operator=(const Characters &) = delete;

    [[nodiscard]] std::span<const char32_t> first(qsizetype most) const
    {
        return {m_all.data(), std::size_t(std::min(m_count, most))};
    }

private:
    std::array<char32_t, SecretField::most> m_all{};
    qsizetype m_count = 0;
};

} // namespace

SecretField::SecretField(QWidget *parent)
    : QLineEdit(parent)
{
    setEchoMode(Password);
    setMaxLength(most);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    connect(this, &QLineEdit::textEdited, this, &SecretField::followEdit);
    connect(this, &QLineEdit::textChanged, this, &SecretField::followText);
}

SecretField::~SecretField()
{
    disconnect(this);
    replace(0, m_count, {});
}

remote::Secret SecretField::take()
{
    QByteArray bytes(m_count * 4 + 1, '\0');
    char *end = bytes.data();
    QStringEncoder encoder(QStringEncoder::Utf8, QStringEncoder::Flag::Stateless);
    for (qsizetype i = 0; i < m_count; ++i)
        end = encoder.appendToBuffer(end, QChar::fromUcs4(m_typed[std::size_t(i)]));
    bytes.resize(end - bytes.constData());
    remote::Secret secret = remote::Secret::ofBytes(bytes);
    ::explicit_bzero(bytes.data(), std::size_t(bytes.size()));
    clear();
    return secret;
}

void SecretField::replace(qsizetype at, qsizetype removed, std::span<const char32_t> added)
{
    char32_t *const first = m_typed.data() + at;
    std::memmove(first + added.size(), first + removed, sizeof(char32_t) * std::size_t(m_count - at - removed));
    std::ranges::copy(added, first);
    m_count += qsizetype(added.size()) - removed;
    ::explicit_bzero(m_typed.data() + m_count, sizeof(char32_t) * std::size_t(most - m_count));
}

void SecretField::put(QStringView text)
{
    const qsizetype removed = selectionLength(), at = removed ? selectionStart() : cursorPosition();
    const Characters characters(text);
    const auto added = characters.first(most - m_count + removed);
    replace(at, removed, added);
    const QScopedValueRollback own(m_own, true);
    insert(QString(qsizetype(added.size()), bullet));
}

// A prompt ends with its line.
void SecretField::putFrom(const QMimeData *offered)
{
    QString text = offered ? offered->text() : QString();
    const auto end = std::ranges::find_if(std::as_const(text), [](QChar c) { return c == u'\n' || c == u'\r' || c == u'\0'; });
    put(QStringView(text.cbegin(), end));
    remote::wipe(text);
}

void SecretField::paste(bool selection)
{
    const QClipboard *clipboard = QGuiApplication::clipboard();
    putFrom(clipboard->mimeData(selection && clipboard->supportsSelection() ? QClipboard::Selection : QClipboard::Clipboard));
}

void SecretField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        paste(event->key() == Qt::Key_Insert && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier));
    else if (isText(*event))
        put(event->text());
    else
        return QLineEdit::keyPressEvent(event);
    event->accept();
}

// What is being composed is as secret as what was.
void SecretField::inputMethodEvent(QInputMethodEvent *event)
{
    if (event->replacementLength() > 0)
        setSelection(std::max(0, cursorPosition() + event->replacementStart()), event->replacementLength());
    if (!event->commitString().isEmpty() || event->replacementLength() > 0)
        put(event->commitString());
    QList<QInputMethodEvent::Attribute> attributes = event->attributes();
    attributes.removeIf([](const auto &each) {
        return each.type != QInputMethodEvent::Cursor && each.type != QInputMethodEvent::TextFormat;
    });
    QInputMethodEvent shown(QString(event->preeditString().size(), bullet), attributes);
    QLineEdit::inputMethodEvent(&shown);
    event->setAccepted(shown.isAccepted());
}

void SecretField::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::MiddleButton || !QGuiApplication::clipboard()->supportsSelection())
        return QLineEdit::mouseReleaseEvent(event);
    deselect();
    paste(true);
}

void SecretField::dropEvent(QDropEvent *event)
{
    setCursorPosition(cursorPositionAt(event->position().toPoint()));
    putFrom(event->mimeData());
    event->acceptProposedAction();
}

void SecretField::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (QAction *action = menu->findChild<QAction *>(u"edit-paste"_s)) {
        action->disconnect(this);
        connect(action, &QAction::triggered, this, [this] { paste(false); });
    }
    menu->popup(event->globalPos());
}

// The line edit took something away by itself; where, its cursor tells.
void SecretField::followEdit()
{
    const qsizetype gone = m_count - text().size();
    if (!m_own && gone >= 0 && std::ranges::all_of(text(), isBullet))
        replace(cursorPosition(), gone, {});
}

// Emptied, or given text by a program that helps to type.
void SecretField::followText()
{
    const QString now = text();
    if (m_own || (now.size() == m_count && std::ranges::all_of(now, isBullet)))
        return;
    const qsizetype from = std::ranges::find_if_not(now, isBullet) - now.begin();
    const qsizetype after = std::find_if_not(now.rbegin(), now.rend(), isBullet) - now.rbegin();
    const qsizetype gone = m_count - from - after;
    const bool clear = from == now.size() || gone < 0;
    const Characters characters(clear ? QStringView() : QStringView(now).mid(from, now.size() - from - after));
    const auto added = characters.first(clear ? 0 : most - m_count + gone);
    replace(clear ? 0 : from, clear ? m_count : gone, added);
    const QScopedValueRollback own(m_own, true);
    setText(QString(m_count, bullet));
}

} // namespace patchbay::views
