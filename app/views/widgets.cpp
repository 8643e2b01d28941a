// SPDX-License-Identifier: BSD-2-Clause
#include "views/widgets.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "look/paint.h"
#include "look/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace patchbay::views {

using look::Token;
using look::Tone;

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *made = new QLabel(text, parent);
    made->setProperty("role", QString::fromLatin1(role));
    made->setTextFormat(Qt::PlainText);
    return made;
}

QPushButton *button(const QString &text, const char *role, const char *objectName, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setProperty("role", QString::fromLatin1(role));
    made->setObjectName(QString::fromLatin1(objectName));
    QString spoken = text;
    made->setAccessibleName(spoken.remove(QLatin1Char('&')));
    made->setAutoDefault(false);
    made->setIconSize(QSize(look::px(look::iconSmall), look::px(look::iconSmall)));
    return made;
}

Tone toneOf(models::Meaning meaning)
{
    switch (meaning) {
    case models::Meaning::Good: return Tone::Ok;
    case models::Meaning::Warn: return Tone::Warn;
    case models::Meaning::Block: return Tone::Block;
    case models::Meaning::Iommu: return Tone::Iommu;
    case models::Meaning::Interrupt: return Tone::Accent;
    case models::Meaning::Note:
    case models::Meaning::Plain: break;
    }
    return Tone::Plain;
}

ElidedLabel::ElidedLabel(Qt::Alignment alignment, QWidget *parent)
    : QLabel(parent)
{
    setAlignment(alignment);
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    QLabel::setText(text);
    setToolTip(text);
}

QSize ElidedLabel::sizeHint() const
{
    ensurePolished(); // the style sheet may have another font for it
    const QMargins around = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + 2 + around.left() + around.right(), fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {text().isEmpty() ? 0 : look::px(40), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(look::palette()[property("role") == QStringLiteral("title") ? Token::Text : Token::TextSecondary]);
    const QRect room = contentsRect();
    painter.drawText(room, int(QStyle::visualAlignment(layoutDirection(), alignment()) | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
}

Pill::Pill(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::show(const QString &text, Tone tone, const QString &icon, const QString &tip)
{
    m_tone = tone;
    m_icon = icon;
    setText(text);
    setToolTip(tip);
    setAccessibleDescription(tip);
    updateGeometry();
    update();
    setVisible(!text.isEmpty());
}

QSize Pill::sizeHint() const
{
    const QFontMetrics metrics(look::font(look::Face::Body));
    return {metrics.horizontalAdvance(text()) * 12 / 13 + look::px(m_icon.isEmpty() ? 22 : 38), look::px(22)};
}

void Pill::paintEvent(QPaintEvent *)
{
    const look::Palette &palette = look::palette();
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_tone == Tone::Plain ? QPen(palette[Token::Line]) : QPen(Qt::NoPen));
    painter.setBrush(palette.ground(m_tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), height() / 2.0, height() / 2.0);
    int left = look::px(10);
    if (!m_icon.isEmpty()) {
        static constexpr Token inks[] = {Token::Text, Token::Accent, Token::Ok, Token::Warn, Token::Block, Token::Iommu};
        const QPixmap icon = look::pixmap(m_icon, inks[std::size_t(m_tone)], look::px(14), devicePixelRatioF());
        painter.drawPixmap(look::leading(painter, rect(), left - 1, look::px(14)), (height() - look::px(14)) / 2, icon);
        left += look::px(17);
    }
    QFont font = look::font(look::Face::Body);
    font.setPixelSize(look::px(12));
    painter.setFont(font);
    painter.setPen(palette.ink(m_tone));
    const QRect words = QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(left, 0, -4, 0));
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text());
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(label({}, "empty-title", this))
    , m_next(label({}, "secondary", this))
    , m_action(button({}, "primary", "emptyAction", this))
{
    m_next->setWordWrap(true);
    m_next->setAlignment(Qt::AlignHCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_next, 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &EmptyState::acted);
}

void EmptyState::say(const QString &icon, const QString &title, const QString &next, const QString &action)
{
    m_iconName = icon;
    m_icon->setPixmap(look::pixmap(icon, Token::TextFaint, 40, devicePixelRatioF()));
    m_title->setText(title);
    m_next->setText(next);
    fitWords();
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    fitHeight();
    layout()->activate();
}

/// Lines of a length that reads well, shorter where the region is narrow.
void EmptyState::fitWords()
{
    int wide = qMax(look::px(120), qMin(look::px(440), width() - 2 * look::px(16)));
    m_next->setMinimumSize(0, 0); // or the words would not shrink again
    const int high = qMax(0, m_next->heightForWidth(wide));
    const int least = qMax(look::px(120), wide / 2);
    while (wide > least && m_next->heightForWidth(wide - 8) <= high) // lines of one length: no word stands alone on the last
        wide -= 8;
    m_next->setFixedSize(wide, high);
}

/// Where it is too low for all, as below a large text, the picture gives way first, then what to do next.
void EmptyState::fitHeight()
{
    const QMargins around = layout()->contentsMargins();
    const int gap = layout()->spacing();
    int need = around.top() + around.bottom() + m_title->sizeHint().height() + 4 + 3 * gap;
    need += m_action->text().isEmpty() ? 0 : m_action->sizeHint().height() + gap;
    m_next->setVisible(height() >= need + m_next->height());
    m_icon->setVisible(height() >= need + m_next->height() + m_icon->sizeHint().height() + gap);
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitWords();
    fitHeight();
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty())
        m_icon->setPixmap(look::pixmap(m_iconName, Token::TextFaint, 40, devicePixelRatioF()));
}

} // namespace patchbay::views
