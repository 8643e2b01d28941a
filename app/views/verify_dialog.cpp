// SPDX-License-Identifier: BSD-2-Clause
#include "views/verify_dialog.h"

#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "models/finding_model.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/file_rows.h"
#include "views/footer_row.h"
#include "views/trial_words.h"
#include "views/widgets.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;

VerifyDialog::VerifyDialog(client::Session *session, wire::Verification verification, bool oneBoot, QWidget *window)
    : Sheet({}, window)
    , m_session(session)
    , m_verification(std::move(verification))
    , m_trial(session->trial().phase() == client::TrialClock::Phase::Running ? session->trial().trial() : wire::Trial())
    , m_keepable(oneBoot || !m_trial.id.empty())
{
    const QString host = models::text(session->snapshot()->name);
    const bool now = m_trial.mode == "now";
    setTitle(!m_verification.good ? (now ? tr("%1 is not as planned") : tr("%1 is back, but not as planned")).arg(host)
             : m_keepable         ? (now ? tr("%1 is as planned: keep it?") : tr("%1 is back: keep this boot?")).arg(host)
                                  : tr("%1 is as planned").arg(host));
    setObjectName(u"verifyDialog"_s);
    setUsualWidth(820);
    addRows();
    if (oneBoot || m_trial.mode == "next-boot")
        addKeeping();
    addFooter();
    m_compared = tr("Compared with the plan at %1").arg(QDateTime::currentDateTime().toString(u"HH:mm:ss"_s));
    if (session->connection() > 1)
        m_compared += tr(", over a new connection");
    showTime();
    connect(session, &client::Session::trialTicked, this, &VerifyDialog::showTime);
    connect(session, &client::Session::trialChanged, this, &VerifyDialog::trialChanged);
    connect(session, &client::Session::stateChanged, this, [this] { wait(m_waiting); });
}

QString VerifyDialog::nameOf(const std::string &address) const
{
    const auto &functions = m_session->snapshot()->functions;
    const auto found = std::ranges::find(functions, address, &wire::Function::address);
    return found == functions.end() ? QString() : models::text(found->name);
}

void VerifyDialog::addRows()
{
    auto *rows = new QWidget(this);
    auto *list = new QVBoxLayout(rows);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(0);
    const auto add = [&](QWidget *row) {
        if (list->count() > 0) {
            auto *rule = new QFrame(rows);
            rule->setObjectName(u"rule"_s);
            list->addWidget(rule);
        }
        list->addWidget(row);
    };
    // What is not as planned is what a person came to see.
    std::ranges::stable_partition(m_verification.functions, [](const wire::Verified &verified) { return !verified.good; });
    for (const wire::Verified &verified : m_verification.functions)
        add(row(verified));
    for (const wire::Finding &finding : m_verification.findings)
        add(row(finding));
    if (list->count() == 0) {
        QLabel *none = label(tr("No function was to change hands."), "secondary", rows);
        none->setContentsMargins(14, 6, 14, 6);
        list->addWidget(none);
    }
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    auto *scroll = new QScrollArea(frame);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("What was compared"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(rows);
    const int wanted = list->hasHeightForWidth() ? list->totalHeightForWidth(width() - 50) : rows->sizeHint().height();
    scroll->setFixedHeight(qMin(look::px(300), wanted));
    inside->addWidget(scroll);
    body()->addWidget(frame);
}

QWidget *VerifyDialog::row(const wire::Verified &verified)
{
    auto *made = new QWidget(this);
    auto *line = new QHBoxLayout(made);
    line->setContentsMargins(14, 6, 14, 6);
    line->setSpacing(10);
    auto *icon = new QLabel(made);
    icon->setPixmap(look::pixmap(verified.good ? u"check"_s : u"warning"_s,
                                 verified.good ? look::Token::Ok : look::Token::Block, look::px(16), devicePixelRatioF()));
    line->addWidget(icon);
    line->addWidget(label(models::text(verified.address).section(u':', 1).replace(u':', u'/'), "bold", made));
    line->addWidget(label(nameOf(verified.address), "", made));
    QLabel *what = label(tr("planned %1 → is %2").arg(models::text(verified.intended), models::text(verified.actual)), "secondary", made);
    line->addWidget(what);
    line->addStretch();
    auto *pill = new Pill(made);
    pill->show(verified.good ? tr("as planned") : tr("differs"), verified.good ? look::Tone::Iommu : look::Tone::Block, {},
               models::text(verified.cause));
    line->addWidget(pill);
    if (verified.cause.empty())
        return made;
    auto *both = new QWidget(this);
    auto *column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 6);
    column->setSpacing(0);
    column->addWidget(made);
    QLabel *cause = label(models::text(verified.cause), "small", both);
    cause->setWordWrap(true);
    cause->setContentsMargins(14 + look::px(16) + 10, 0, 14, 0); // below the address
    column->addWidget(cause);
    return both;
}

QWidget *VerifyDialog::row(const wire::Finding &finding)
{
    auto *made = new QWidget(this);
    auto *line = new QHBoxLayout(made);
    line->setContentsMargins(14, 6, 14, 6);
    line->setSpacing(10);
    auto *icon = new QLabel(made);
    icon->setPixmap(look::pixmap(u"note"_s, look::Token::TextSecondary, look::px(16), devicePixelRatioF()));
    line->addWidget(icon);
    QLabel *words = label(models::text(finding.text), "", made);
    words->setWordWrap(true);
    line->addWidget(words, 1);
    auto *pill = new Pill(made);
    const models::Meaning meaning = models::meaningOf(finding.severity);
    pill->show(models::text(finding.severity), meaning == models::Meaning::Note ? look::Tone::Warn : toneOf(meaning));
    line->addWidget(pill);
    return made;
}

void VerifyDialog::addKeeping()
{
    // Keeping is a change of its own, with files of its own: shown before it is done, like every other.
    QLabel *title = label(tr("Keeping it writes:"), "bold", this);
    m_keeping = new text::CodeView(this);
    m_keeping->setObjectName(u"keepDiff"_s);
    m_keeping->setAccessibleName(tr("Boot files with the changes"));
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_keeping);
    body()->addWidget(title);
    body()->addWidget(frame);
}

void VerifyDialog::addFooter()
{
    QPushButton *later = leaveButton(tr("Decide later"), "verifyLater"); // made in the order Tab goes: as they stand
    m_extend = m_trial.id.empty() ? nullptr : button(tr("10 more minutes"), "", "verifyExtend", this);
    m_back = button(tr("Go back now"), "danger", "verifyBack", this);
    m_keep = button(m_keeping ? tr("Keep, make permanent") : tr("Keep it"), m_verification.good ? "primary" : "", "verifyKeep", this);
    m_keep->setDefault(m_verification.good);
    later->setDefault(!m_verification.good);
    footer()->addWidget(later);
    if (m_extend) {
        footer()->addWidget(m_extend);
        connect(m_extend, &QPushButton::clicked, this, &VerifyDialog::extendRequested);
    }
    footer()->addStretch();
    footer()->addWidget(m_back);
    footer()->addWidget(m_keep);
    wait(false);
    connect(m_session, &client::Session::previewChanged, this, &VerifyDialog::showKeeping);
    connect(m_keep, &QPushButton::clicked, this, &VerifyDialog::keep);
    connect(m_back, &QPushButton::clicked, this, &VerifyDialog::goBack);
}

void VerifyDialog::wait(bool waiting)
{
    m_waiting = waiting;
    setWorking(waiting);
    const bool can = !waiting && m_session->connected() && (m_trial.id.empty() || m_session->trial().left() != 0);
    for (QPushButton *each : {m_keep, m_back, m_extend}) {
        if (each)
            each->setEnabled(can);
    }
    showKeeping();
}

void VerifyDialog::showKeeping()
{
    if (!m_keeping)
        return;
    // A plan that a person goes on with is not what is kept, and its files are not what keeping writes.
    if (m_session->changed())
        m_keeping->showText(tr("The files of every boot get what this one was told."), text::Language::None, false);
    else if (m_session->preview() && m_session->preview()->files.empty())
        m_keeping->showText(tr("Nothing: the boot files say so already."), text::Language::None, false);
    else if (m_session->preview())
        m_keeping->showRows(fileRows(m_session->preview()->files, true), text::Language::LoaderConf);
    m_keeping->giveRoom(look::px(40), look::px(190));
    fit();
}

void VerifyDialog::showTime()
{
    const auto left = m_session->trial().left();
    QString said = m_compared;
    if (m_trial.id.empty() && m_keepable)
        said += tr(" · falls back by itself at the boot after this one");
    else if (!m_trial.id.empty() && left == 0)
        said += tr(" · its time is up: it goes back by itself");
    else if (!m_trial.id.empty() && left)
        said += tr(" · goes back by itself in %1").arg(countDown(*left));
    setSubtitle(said);
    if (left == 0)
        wait(m_waiting);
}

void VerifyDialog::trialChanged()
{
    // Somebody else answered, or the time is over: there is nothing left to decide here.
    if (!m_trial.id.empty() && !m_waiting && m_session->trial().phase() != client::TrialClock::Phase::Running)
        reject();
}

void VerifyDialog::keep()
{
    if (!m_keepable) {
        emit done(tr("Kept."));
        return accept();
    }
    wait(true);
    complain({});
    m_session->confirm(m_trial.id.empty() ? std::nullopt : std::optional(m_trial.id), this, [this](auto answer) {
        wait(false);
        if (!answer)
            return complain(answer.error().message);
        emit done(keptWords(m_trial.mode));
        accept();
    });
}

void VerifyDialog::goBack()
{
    wait(true);
    complain({});
    m_session->revert(m_trial.id.empty() ? std::nullopt : std::optional(m_trial.id), this, [this](auto answer) {
        wait(false);
        if (!answer)
            return complain(answer.error().message);
        emit done(wentBackWords(m_trial.mode));
        if (m_trial.mode != "now")
            emit wentBack();
        accept();
    });
}

} // namespace patchbay::views
