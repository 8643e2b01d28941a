// SPDX-License-Identifier: BSD-2-Clause
#include "views/reason_tip.h"

#include "look/metrics.h"
#include "look/theme.h"

#include <QGraphicsDropShadowEffect>
#include <QLabel>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;

ReasonTip::ReasonTip(QWidget *window)
    : QFrame(window)
    , m_words(new QLabel(this))
{
    setObjectName(u"tip"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFrameShape(QFrame::StyledPanel);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::RichText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 7, 10, 8);
    layout->addWidget(m_words);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(18);
    shadow->setOffset(0, 3);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();
}

void ReasonTip::say(const QPoint &at, const QString &title, const QString &reason, const QString &hint)
{
    const int width = look::px(330);
    const QString secondary = look::palette()[look::Token::TextSecondary].name();
    QString words = u"<b>%1</b>"_s.arg(title.toHtmlEscaped());
    if (!reason.isEmpty())
        words += u"<br>%1"_s.arg(reason.toHtmlEscaped());
    if (!hint.isEmpty())
        words += u" <span style='color:%1'>%2</span>"_s.arg(secondary, hint.toHtmlEscaped());
    if (words != m_words->text())
        m_words->setText(words);
    setAccessibleName(title + u' ' + reason + u' ' + hint);
    m_words->setFixedWidth(width - 22);
    resize(width, m_words->heightForWidth(width - 22) + 17);
    const QRect room = parentWidget()->rect().adjusted(8, 8, -8, -8);
    QPoint place = at + QPoint(22, 15 + look::px(27));
    if (place.x() + this->width() > room.right())
        place.setX(qMax(room.left(), room.right() - this->width()));
    if (place.y() + height() > room.bottom())
        place.setY(at.y() - height() - 14);
    move(place);
    show();
    raise();
}

QString ReasonTip::text() const
{
    return isVisible() ? accessibleName() : QString();
}

} // namespace patchbay::views
