// SPDX-License-Identifier: BSD-2-Clause
#include "tour/describe.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/board_model.h"
#include "models/topology_model.h"
#include "views/board_panel.h"
#include "views/board_view.h"
#include "views/carry.h"
#include "views/main_window.h"
#include "views/reason_tip.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QTabBar>
#include <QToolTip>

namespace patchbay::tour {

using namespace Qt::StringLiterals;

namespace {

QString place(const QWidget *widget, const QRect &inside)
{
    const QPoint at = widget->mapToGlobal(inside.topLeft());
    return u"%1 %2 %3 %4"_s.arg(at.x()).arg(at.y()).arg(inside.width()).arg(inside.height());
}

QString textOf(const QWidget *widget)
{
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return button->text().isEmpty() ? button->accessibleName() : button->text();
    if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
        return edit->text();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    return widget->accessibleName();
}

/// What has no name is known by its place, so that nobody takes the next one for the same.
QString nameOf(const QWidget *widget)
{
    if (!widget)
        return {};
    return widget->objectName().isEmpty() ? u"at %1"_s.arg(place(widget, widget->rect())) : widget->objectName();
}

void describeWidgets(QString &out)
{
    for (const QWidget *top : QApplication::topLevelWidgets()) {
        if (!top->isVisible())
            continue;
        out += u"window %1 %2 %3\n"_s.arg(top->objectName(), place(top, top->rect()), top->windowTitle());
        for (const QWidget *widget : top->findChildren<QWidget *>()) {
            const QString name = widget->objectName();
            if (name.isEmpty() || name.startsWith(u"qt_"_s) || !widget->isVisible())
                continue;
            out += u"widget %1 %2 %3%4\n"_s.arg(name, place(widget, widget->rect()),
                                               widget->isEnabled() ? QString() : u"off "_s,
                                               textOf(widget).simplified());
            if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget)) {
                const QStringList lines = text->toPlainText().split(u'\n', Qt::SkipEmptyParts);
                out += u"text %1 %2\n"_s.arg(name, lines.mid(qMax<qsizetype>(0, lines.size() - 4)).join(u" | "_s));
            }
            if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
                for (int i = 0; i < tabs->count(); ++i)
                    out += u"tab %1 %2 %3\n"_s.arg(name, place(tabs, tabs->tabRect(i)), tabs->tabText(i));
            }
        }
    }
}

void describeRows(const views::TopologyView &tree, QString &out)
{
    if (!tree.isVisible())
        return;
    for (QModelIndex row = tree.indexAt({4, 4}); row.isValid(); row = tree.indexBelow(row)) {
        const QRect rect = tree.visualRect(row);
        if (rect.top() > tree.viewport()->height())
            break;
        const QString address = row.data(models::AddressRole).toString();
        const QString card = row.data(models::AddressTextRole).toString();
        if (!address.isEmpty())
            out += u"row %1 %2 %3\n"_s.arg(address, place(tree.viewport(), rect),
                                          row.siblingAtColumn(models::TopologyModel::HolderColumn).data().toString());
        else if (!card.isEmpty())
            out += u"heading %1 %2 %3\n"_s.arg(card, place(tree.viewport(), rect), row.data().toString());
    }
}

void describeCells(const views::BoardView &board, const models::BoardModel &model, QString &out)
{
    if (!board.isVisible())
        return;
    static const QString offers[] = {u"-"_s, u"asking"_s, u"legal"_s, u"refused"_s};
    for (int slot = 0; slot < model.rowCount(); ++slot) {
        for (int function = 0; function < model.columnCount(); ++function) {
            const QModelIndex cell = model.index(slot, function);
            const QRect rect = board.visualRect(cell);
            if (!board.viewport()->rect().contains(rect.center()))
                continue;
            out += u"cell %1 %2 %3 %4 %5\n"_s.arg(slot).arg(function).arg(
                place(board.viewport(), rect), offers[cell.data(models::BoardModel::OfferRole).toInt()],
                cell.data().toString());
        }
    }
    out += u"cursor %1 %2\n"_s.arg(board.currentIndex().row()).arg(board.currentIndex().column());
    out += u"tip %1\n"_s.arg(board.tip()->text());
}

} // namespace

Describe::Describe(views::MainWindow *window, QString path)
    : QObject(window)
    , m_window(window)
    , m_path(std::move(path))
{
    connect(&m_tick, &QTimer::timeout, this, &Describe::look);
    m_tick.start(100);
}

void Describe::look()
{
    static const QString states[] = {u"closed"_s, u"connecting"_s, u"reading"_s, u"ready"_s, u"failed"_s};
    static const QString hows[] = {u"none"_s, u"mouse"_s, u"keyboard"_s};
    QString out;
    if (const client::Session *session = m_window->session()) {
        out += u"host %1 %2\n"_s.arg(session->spec(), states[int(session->state())]);
        out += u"plan %1 %2\n"_s.arg(client::changeCount(session->hostPlan(), session->plan()))
                   .arg(session->preview() ? u"judged"_s : u"asking"_s);
    }
    out += u"guest %1\n"_s.arg(m_window->board()->guest());
    out += u"carry %1\n"_s.arg(hows[int(m_window->carry()->how())]);
    if (const QWidget *active = QApplication::activeWindow())
        out += u"active %1 %2\n"_s.arg(active->winId()).arg(active->objectName());
    out += u"focus %1\n"_s.arg(nameOf(QApplication::focusWidget()));
    if (QToolTip::isVisible())
        out += u"tooltip %1\n"_s.arg(QToolTip::text().simplified());
    describeRows(*m_window->topology()->view(), out);
    describeCells(*m_window->board()->view(), *m_window->boardModel(), out);
    describeWidgets(out);
    if (out == m_last)
        return;
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(out.toUtf8());
        if (file.commit())
            m_last = out;
    }
}

} // namespace patchbay::tour
