// SPDX-License-Identifier: BSD-2-Clause
#include "views/history_dialog.h"

#include "client/session.h"
#include "look/metrics.h"
#include "models/text.h"
#include "views/widgets.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::text;

HistoryDialog::HistoryDialog(client::Session *session, QWidget *window)
    : Sheet(tr("History of %1").arg(text(session->snapshot()->name)), window)
    , m_session(session)
{
    setObjectName(u"historyDialog"_s);
    setFixedWidth(qMin(look::px(760), window->width() - 80));
    setSubtitle(tr("Every change is kept and can be taken back."));
    auto *inside = new QWidget(this);
    m_list = new QVBoxLayout(inside);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    m_list->addWidget(label(tr("Reading…"), "secondary", inside));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    scroll->setMinimumHeight(220);
    body()->addWidget(scroll);
    QPushButton *close = button(tr("Close"), "", "historyClose", this);
    footer()->addStretch();
    footer()->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    fill();
}

void HistoryDialog::fill()
{
    m_session->askHistory(this, [this](auto answer) {
        while (QLayoutItem *item = m_list->takeAt(0)) {
            if (QWidget *old = item->widget()) {
                old->hide();
                old->deleteLater();
            }
            delete item;
        }
        if (!answer)
            return complain(answer.error().message);
        if (answer->entries.empty())
            m_list->addWidget(label(tr("Nothing was applied to this host yet."), "secondary", this));
        for (const wire::HistoryEntry &entry : answer->entries)
            m_list->addWidget(row(entry));
        m_list->addStretch();
    });
}

QWidget *HistoryDialog::row(const wire::HistoryEntry &entry)
{
    auto *made = new QWidget(this);
    auto *line = new QHBoxLayout(made);
    line->setContentsMargins(0, 5, 0, 5);
    line->setSpacing(10);
    const QDateTime at = QDateTime::fromSecsSinceEpoch(entry.at);
    QLabel *when = label(QLocale().toString(at, QLocale::ShortFormat), "secondary", made);
    when->setMinimumWidth(130);
    line->addWidget(when);
    auto *mode = new Pill(made);
    mode->show(text(entry.mode), look::Tone::Plain);
    line->addWidget(mode);
    auto *state = new Pill(made);
    state->show(text(entry.state), entry.state == "broken-off" ? look::Tone::Warn : look::Tone::Plain);
    line->addWidget(state);
    QLabel *what = label(text(entry.summary), "", made);
    what->setWordWrap(true);
    line->addWidget(what, 1);
    QPushButton *back = button(tr("Go back to before"), "", "revert", made);
    back->setEnabled(entry.state != "reverted");
    connect(back, &QPushButton::clicked, this, [this, id = entry.id] { revert(id); });
    line->addWidget(back);
    return made;
}

void HistoryDialog::revert(const std::string &id)
{
    complain({});
    m_session->revert(id, this, [this](auto answer) {
        if (!answer)
            return complain(answer.error().message);
        emit reverted(tr("The boot files are as they were before that change."));
        fill();
    });
}

} // namespace patchbay::views
