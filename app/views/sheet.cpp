// SPDX-License-Identifier: BSD-2-Clause
#include "views/sheet.h"

#include "look/metrics.h"
#include "look/theme.h"
#include "views/footer_row.h"
#include "views/scroll_body.h"
#include "views/widgets.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

constexpr int edge = 16; ///< what is seen of the window round a sheet

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
    , m_body(new ScrollBody(96, this))
    , m_trouble(new ScrollBody(96, this))
    , m_footer(new FooterRow)
{
    setTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_TranslucentBackground);
    setAttribute(Qt::WA_DeleteOnClose);
    m_title->setWordWrap(true);
    m_subtitle->setWordWrap(true);
    m_subtitle->hide();
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_trouble->column()->addWidget(m_problem);
    m_trouble->hide();
    m_body->column()->setSpacing(8);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 18, 24, 20);
    column->setSpacing(0);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addSpacing(10);
    column->addWidget(m_body, 1);
    column->addSpacing(8);
    column->addWidget(m_trouble);
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
    m_trouble->setVisible(!problem.isEmpty());
}

QVBoxLayout *Sheet::body() const
{
    return m_body->column();
}

void Sheet::setUsualWidth(int pixels)
{
    m_usualWidth = pixels;
    fit();
}

QPushButton *Sheet::leaveButton(const QString &text, const char *name)
{
    m_leave = button(text, "", name, this);
    connect(m_leave, &QPushButton::clicked, this, &Sheet::reject);
    return m_leave;
}

void Sheet::setWorking(bool working)
{
    m_working = working;
    if (m_leave)
        m_leave->setEnabled(!working);
}

void Sheet::reject()
{
    if (!m_working)
        QDialog::reject();
}

void Sheet::fit()
{
    if (std::exchange(m_fitting, true))
        return;
    const QWidget *window = parentWidget();
    setFixedWidth(qMin(look::px(m_usualWidth), window->width() - 2 * edge));
    const QMargins around = layout()->contentsMargins();
    const int inner = width() - around.left() - around.right();
    // From the inside out: a layout learns of what its widgets need only when theirs were done anew.
    const QList<QWidget *> parts = findChildren<QWidget *>();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        (*part)->ensurePolished(); // the style sheet says how large its text is
        if ((*part)->layout())
            (*part)->layout()->activate();
    }
    m_body->planFor(inner);
    m_trouble->planFor(inner);
    layout()->activate();
    resize(width(), qMin(layout()->totalHeightForWidth(width()), window->height() - 2 * edge));
    m_fitting = false;
}

void Sheet::setVisible(bool visible)
{
    if (visible)
        fit();
    QDialog::setVisible(visible);
}

bool Sheet::event(QEvent *event)
{
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest && isVisible())
        fit();
    return done;
}

void Sheet::keyPressEvent(QKeyEvent *event)
{
    // Words that do not fit must be read without a mouse, too.
    const int page = m_body->viewport()->height() * 9 / 10;
    if (event->key() == Qt::Key_PageDown || event->key() == Qt::Key_PageUp)
        m_body->verticalScrollBar()->setValue(m_body->verticalScrollBar()->value() + (event->key() == Qt::Key_PageDown ? page : -page));
    else
        QDialog::keyPressEvent(event);
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
    const QPoint place((window->width() - width()) / 2, qMax(edge, (window->height() - height()) / 2));
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
        fit();
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
