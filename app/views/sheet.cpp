// SPDX-License-Identifier: BSD-2-Clause
#include "views/sheet.h"

#include "look/theme.h"
#include "views/widgets.h"

#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

class Scrim final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), QColor(10, 14, 20, 110)); }
};

} // namespace

Sheet::Sheet(const QString &title, QWidget *window)
    : QDialog(window, Qt::Dialog | Qt::FramelessWindowHint)
    , m_scrim(new Scrim(window))
    , m_title(label(title, "title", this))
    , m_subtitle(label({}, "secondary", this))
    , m_problem(label({}, "", this))
    , m_body(new QVBoxLayout)
    , m_footer(new QHBoxLayout)
{
    setTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_TranslucentBackground);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(qMin(520, window->width() - 40));
    m_subtitle->hide();
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_body->setSpacing(8);
    m_footer->setSpacing(8);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 18, 24, 20);
    column->setSpacing(0);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addSpacing(10);
    column->addLayout(m_body, 1);
    column->addSpacing(8);
    column->addWidget(m_problem);
    column->addSpacing(8);
    column->addLayout(m_footer);
    window->installEventFilter(this);
}

Sheet::~Sheet()
{
    delete m_scrim;
}

void Sheet::setTitle(const QString &text)
{
    setWindowTitle(text);
    setAccessibleName(text);
    m_title->setText(text);
}

void Sheet::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void Sheet::complain(const QString &problem)
{
    m_problem->setStyleSheet(u"color: %1"_s.arg(look::palette()[look::Token::Block].name()));
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

int Sheet::fit()
{
    // From the inside out: a layout learns of what its widgets need only when theirs were done anew.
    const QList<QWidget *> parts = findChildren<QWidget *>();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        if ((*part)->layout())
            (*part)->layout()->activate();
    }
    layout()->activate();
    const int wanted = layout()->totalHeightForWidth(width());
    const int room = qMax(200, parentWidget()->height() - 40);
    resize(width(), qMin(wanted, room));
    return qMax(0, wanted - room);
}

void Sheet::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_scrim->setGeometry(parentWidget()->rect());
    m_scrim->show();
    m_scrim->raise();
    centre();
}

void Sheet::centre()
{
    const QWidget *window = parentWidget();
    const QPoint place((window->width() - width()) / 2, qMax(40, (window->height() - height()) / 2));
    move(window->mapToGlobal(place));
}

void Sheet::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    if (isVisible())
        centre();
}

bool Sheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && isVisible() &&
        (event->type() == QEvent::Resize || event->type() == QEvent::Move)) {
        m_scrim->setGeometry(parentWidget()->rect());
        centre();
    }
    return QDialog::eventFilter(watched, event);
}

void Sheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(look::palette()[look::Token::Line]);
    painter.setBrush(look::palette()[look::Token::Panel]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace patchbay::views
