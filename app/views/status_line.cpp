// SPDX-License-Identifier: BSD-2-Clause
#include "views/status_line.h"

#include "client/session.h"
#include "look/metrics.h"
#include "views/announce.h"
#include "views/host_words.h"
#include "views/widgets.h"

#include <QLabel>
#include <QLayout>
#include <QProgressBar>

namespace patchbay::views {

using namespace Qt::StringLiterals;

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent)
    , m_engine(new ElidedLabel(Qt::AlignLeft, this))
    , m_said(new ElidedLabel(Qt::AlignRight, this))
    , m_doing(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(button(tr("Cancel"), "link", "statusCancel", this))
{
    setSizeGripEnabled(false);
    setFixedHeight(look::px(26));
    m_engine->setObjectName(u"engineLine"_s);
    m_said->setObjectName(u"said"_s);
    m_said->setMinimumWidth(0);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (QLabel *each : {static_cast<QLabel *>(m_engine), m_said})
        each->setContentsMargins(6, 0, 8, 0); // in line with what stands above
    m_bar->setFixedWidth(110);
    m_bar->setTextVisible(false);
    addWidget(m_engine);
    addWidget(m_doing);
    addWidget(m_bar);
    addWidget(m_cancel);
    addWidget(m_said, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(300);
    connect(&m_patience, &QTimer::timeout, this, [this] { showProgress(true); });
    connect(m_cancel, &QPushButton::clicked, this, &StatusLine::cancelRequested);
    showProgress(false);
}

void StatusLine::show(const client::Session *session)
{
    using State = client::Session::State;
    if (!session) {
        m_engine->setText(tr("no host"));
        return setBusy(false);
    }
    QStringList parts{session->spec()};
    if (session->state() == State::Failed)
        parts.append(failedWords(*session));
    if (!session->engineVersion().isEmpty())
        parts.append(tr("engine %1").arg(session->engineVersion()));
    if (session->latency() >= 0)
        parts.append(tr("%1 ms").arg(session->latency()));
    QString words = parts.join(u" · "_s);
    if (session->readAt().isValid())
        words += u"     "_s + tr("read %1").arg(session->readAt().toString(u"HH:mm:ss"_s));
    if (m_engine->text() != words) {
        m_engine->setText(words);
        layout()->activate(); // or the end of longer words is missing until the next turn
    }
    setBusy(session->busy() || session->state() == State::Connecting || session->state() == State::Reading);
}

void StatusLine::tell(const QString &what)
{
    m_told = what;
    m_toldSince.restart();
    m_said->setText(what.isEmpty() ? m_hint : what);
    m_said->setToolTip(what);
    m_said->setAccessibleName(m_said->text());
    announce(m_said, what);
}

void StatusLine::hint(const QString &keys)
{
    constexpr int readingMs = 4000;
    if (keys == m_hint)
        return;
    m_hint = keys;
    if (!m_told.isEmpty() && m_toldSince.elapsed() < readingMs)
        return;
    m_told.clear();
    m_said->setText(keys);
    m_said->setAccessibleName(keys);
}

void StatusLine::progress(const QString &text, int done, int total)
{
    m_doing->setText(text);
    m_bar->setRange(0, total);
    m_bar->setValue(done);
}

void StatusLine::setBusy(bool busy)
{
    if (busy == (m_patience.isActive() || m_bar->isVisible()))
        return;
    if (busy)
        return m_patience.start();
    m_patience.stop();
    showProgress(false);
}

void StatusLine::showProgress(bool on)
{
    if (on && m_doing->text().isEmpty())
        m_bar->setRange(0, 0);
    if (!on)
        m_doing->clear();
    m_doing->setVisible(on);
    m_bar->setVisible(on);
    m_cancel->setVisible(on);
}

} // namespace patchbay::views
