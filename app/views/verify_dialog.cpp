// SPDX-License-Identifier: BSD-2-Clause
#include "views/verify_dialog.h"

#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "models/finding_model.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/file_rows.h"
#include "views/widgets.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;

VerifyDialog::VerifyDialog(client::Session *session, wire::Verification verification, bool trial, QWidget *window)
    : Sheet(verification.good ? tr("%1 is back: keep this boot?").arg(models::text(session->snapshot()->name))
                              : tr("%1 is back, but not as planned").arg(models::text(session->snapshot()->name)),
            window)
    , m_session(session)
    , m_verification(std::move(verification))
    , m_trial(trial)
{
    setObjectName(u"verifyDialog"_s);
    setFixedWidth(qMin(look::px(820), window->width() - 80));
    addRows();
    if (m_trial)
        addKeeping();
    addFooter();
    const QString when = QDateTime::currentDateTime().toString(u"HH:mm:ss"_s);
    setSubtitle(trial ? tr("Compared with the plan at %1 · falls back by itself at the boot after this one").arg(when)
                      : tr("Compared with the plan at %1").arg(when));
}

QString VerifyDialog::nameOf(const std::string &address) const
{
    const auto &functions = m_session->snapshot()->functions;
    const auto found = std::ranges::find(functions, address, &wire::Function::address);
    return found == functions.end() ? QString() : models::text(found->name);
}

void VerifyDialog::addRows()
{
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *list = new QVBoxLayout(frame);
    list->setContentsMargins(1, 1, 1, 1);
    list->setSpacing(0);
    const auto add = [&](QWidget *row) {
        if (list->count() > 0) {
            auto *rule = new QFrame(frame);
            rule->setObjectName(u"rule"_s);
            list->addWidget(rule);
        }
        list->addWidget(row);
    };
    for (const wire::Verified &verified : m_verification.functions)
        add(row(verified));
    for (const wire::Finding &finding : m_verification.findings)
        add(row(finding));
    if (list->count() == 0)
        list->addWidget(label(tr("No function was to change hands."), "secondary", frame));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(frame);
    scroll->setMinimumHeight(qMin(300, frame->sizeHint().height() + 4));
    body()->addWidget(scroll);
}

QWidget *VerifyDialog::row(const wire::Verified &verified)
{
    auto *made = new QWidget(this);
    auto *line = new QHBoxLayout(made);
    line->setContentsMargins(14, 6, 14, 6);
    line->setSpacing(10);
    auto *icon = new QLabel(made);
    icon->setPixmap(look::pixmap(verified.good ? u"check"_s : u"warning"_s,
                                 verified.good ? look::Token::Ok : look::Token::Block, 16, devicePixelRatioF()));
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
    cause->setContentsMargins(40, 0, 14, 0);
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
    icon->setPixmap(look::pixmap(u"note"_s, look::Token::TextSecondary, 16, devicePixelRatioF()));
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
    m_keeping->setFixedHeight(150);
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_keeping);
    body()->addWidget(title);
    body()->addWidget(frame);
    m_session->setMode("persistent");
    connect(this, &QDialog::finished, m_session, [session = m_session] { session->setMode(client::Session::safestMode); });
}

void VerifyDialog::addFooter()
{
    QPushButton *later = button(tr("Decide later"), "", "verifyLater", this);
    m_back = button(tr("Go back now"), "danger", "verifyBack", this);
    m_keep = button(m_trial ? tr("Keep, make permanent") : tr("Keep it"), "primary", "verifyKeep", this);
    m_keep->setDefault(m_verification.good);
    footer()->addWidget(later);
    footer()->addStretch();
    footer()->addWidget(m_back);
    footer()->addWidget(m_keep);
    wait(false);
    connect(m_session, &client::Session::previewChanged, this, [this] { wait(m_waiting); });
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_keep, &QPushButton::clicked, this, &VerifyDialog::keep);
    connect(m_back, &QPushButton::clicked, this, &VerifyDialog::goBack);
}

void VerifyDialog::wait(bool waiting)
{
    m_waiting = waiting;
    // Keeping a trial applies the plan, which must have been judged on the host as it is now.
    m_keep->setEnabled(!waiting && (!m_trial || m_session->preview()));
    m_back->setEnabled(!waiting);
    if (!m_keeping || !m_session->preview())
        return;
    if (m_session->preview()->files.empty())
        m_keeping->showText(tr("Nothing: the boot files say so already."), text::Language::None, false);
    else
        m_keeping->showRows(fileRows(m_session->preview()->files, true), text::Language::LoaderConf);
}

void VerifyDialog::keep()
{
    if (!m_trial) {
        emit done(tr("Kept."));
        return accept();
    }
    // What was tried for one boot becomes permanent by being applied once more, as it is.
    wait(true);
    complain({});
    m_session->apply(std::nullopt, this, [this](auto answer) {
        wait(false);
        if (!answer)
            return complain(answer.error().message);
        emit done(tr("Kept: this boot's configuration is permanent now."));
        accept();
    });
}

void VerifyDialog::goBack()
{
    wait(true);
    complain({});
    m_session->revert(std::nullopt, this, [this](auto answer) {
        wait(false);
        if (!answer)
            return complain(answer.error().message);
        emit done(tr("The old boot files are back; reboot to take them up."));
        accept();
    });
}

} // namespace patchbay::views
