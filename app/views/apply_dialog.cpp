// SPDX-License-Identifier: BSD-2-Clause
#include "views/apply_dialog.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "look/metrics.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/choice_card.h"
#include "views/copy_choice.h"
#include "views/file_rows.h"
#include "views/footer_row.h"
#include "views/trial_choice.h"
#include "views/widgets.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QRadioButton>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;

ApplyDialog::ApplyDialog(client::Session *session, QWidget *window)
    : Sheet(tr("Apply to %1").arg(models::text(session->snapshot()->name)), window)
    , m_session(session)
    , m_modes(new QButtonGroup(this))
    , m_words(modeWords(models::text(session->snapshot()->name)))
{
    setObjectName(u"applyDialog"_s);
    setUsualWidth(820);
    addChoices();
    addPreview();
    addFooter();
    showPreview();
    connect(session, &client::Session::previewChanged, this, &ApplyDialog::showPreview);
    connect(session, &client::Session::trialChanged, this, &ApplyDialog::showPreview);
    connect(m_trial, &TrialChoice::changed, this, [this] {
        if (m_trial->shown() || m_installed)
            showFiles();
        showCopyChoice();
    });
    connect(session, &client::Session::refused, this, [this](const QString &problem) { complain(problem); });
}

void ApplyDialog::addChoices()
{
    for (int mode = 0; mode < int(m_words.size()); ++mode) {
        const ModeWords &words = m_words[std::size_t(mode)];
        auto *card = new ChoiceCard(words.name, words.tag, words.about, this);
        card->radio()->setObjectName(u"mode-"_s + QLatin1StringView(words.id));
        card->radio()->setChecked(m_session->mode() == words.id);
        m_modes->addButton(card->radio(), mode);
        connect(card->radio(), &QRadioButton::toggled, this, [this, id = words.id](bool on) {
            if (!on)
                return;
            m_refusal.clear();
            m_session->setMode(id);
        });
        body()->addWidget(card);
    }
    m_trial = new TrialChoice(models::text(m_session->snapshot()->name), this);
    m_trial->setEnabled(m_session->knows("boot.trial"));
    m_trial->setVisible(m_trial->isEnabled());
    body()->addWidget(m_trial);
    m_copy = new CopyChoice(this);
    body()->addWidget(m_copy);
}

void ApplyDialog::showCopyChoice()
{
    const auto preview = m_session->preview();
    if (preview)
        m_copy->follow(models::text(preview->bootEnvironment), m_session->mode() == "persistent" && m_trial->patience());
    giveRoom();
}

QString ApplyDialog::whyNotNow() const
{
    if (m_session->trial().phase() == client::TrialClock::Phase::None || m_applying)
        return {};
    const QString id = models::text(m_session->trial().trial().id);
    return m_session->trial().phase() == client::TrialClock::Phase::GoingBack
        ? tr("Change %1 was not kept in time: wait until the host has taken it back.").arg(id)
        : tr("Change %1 waits to be kept: keep it or take it back first.").arg(id);
}

void ApplyDialog::addPreview()
{
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    m_diff = new text::CodeView(frame);
    m_diff->setObjectName(u"applyDiff"_s);
    m_diff->setAccessibleName(tr("What will be written and done"));
    inside->addWidget(m_diff);
    body()->addSpacing(4);
    body()->addWidget(frame);
}

void ApplyDialog::showPreview()
{
    const auto preview = m_session->preview();
    const ModeWords &words = m_words[std::size_t(qMax(0, m_modes->checkedId()))];
    m_go->setText(words.verb);
    m_go->setAccessibleName(words.verb);
    m_go->setEnabled(preview && !preview->blocked && !m_applying && whyNotNow().isEmpty());
    m_trial->follow(words.id);
    complain(m_refusal.isEmpty() ? whyNotNow() : m_refusal);
    showVerdict();
    if (!preview)
        return; // the old diff stays for the moment, with nothing to press
    const int changes = client::changeCount(m_session->hostPlan(), m_session->plan());
    const int files = int(preview->files.size());
    setSubtitle(models::counted(changes, tr("%1 change"), tr("%1 changes")) + u" · "_s +
                (files == 0 ? tr("no boot file is written")
                            : models::counted(files, tr("%1 boot file"), tr("%1 boot files")) + tr(" · takes effect at the next boot")));
    showFiles();
    showCopyChoice();
    for (const wire::Finding &finding : preview->findings) {
        if (preview->blocked && finding.severity == "block" && m_refusal.isEmpty()) {
            complain(tr("Blocked: %1").arg(models::text(finding.text)));
            break;
        }
    }
}

void ApplyDialog::showFiles()
{
    ++m_asked;
    const auto preview = m_session->preview();
    if (!preview)
        return;
    m_installed = m_trial->shown();
    if (m_installed)
        return showInstalled();
    if (!preview->files.empty())
        return m_diff->showRows(fileRows(preview->files, true), text::Language::LoaderConf);
    QStringList steps;
    for (const wire::Step &step : preview->steps)
        steps.append(models::text(step.text));
    m_diff->showText(steps.isEmpty() ? tr("The boot files stay as they are.") : steps.join(u'\n'), text::Language::None,
                     steps.size() > 1);
}

void ApplyDialog::showInstalled()
{
    m_session->previewTrial(*m_trial->patience(), this, [this, asked = m_asked](auto answer) {
        const auto preview = m_session->preview();
        if (asked != m_asked || !preview)
            return;
        if (!answer)
            return m_diff->showText(answer.error().message, text::Language::None, false);
        std::erase_if(answer->files, [&](const wire::FileChange &file) {
            return std::ranges::contains(preview->files, file.path, &wire::FileChange::path);
        });
        m_diff->showRows(fileRows(answer->files, true), text::Language::Shell);
    });
}

void ApplyDialog::giveRoom()
{
    if (!m_installed) // where it stands below the button that shows it, it keeps its size
        m_diff->giveRoom(look::px(90), look::px(230));
    fit();
}

void ApplyDialog::showVerdict()
{
    const auto preview = m_session->preview();
    if (!preview)
        return m_verdict->show(tr("looking what this would do…"), look::Tone::Plain);
    int warnings = 0;
    for (const wire::Finding &finding : preview->findings)
        warnings += finding.severity == "warn";
    if (preview->blocked)
        m_verdict->show(tr("something blocks this plan"), look::Tone::Block, u"block"_s);
    else if (warnings > 0)
        m_verdict->show(models::counted(warnings, tr("%1 warning: see Findings"), tr("%1 warnings: see Findings")),
                        look::Tone::Warn, u"warning"_s);
    else
        m_verdict->show(tr("checked: nothing speaks against it"), look::Tone::Ok, u"check"_s);
}

void ApplyDialog::addFooter()
{
    m_verdict = new Pill(this);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setFixedWidth(120);
    m_progress->hide();
    QPushButton *cancel = leaveButton(tr("Cancel"), "applyCancel");
    m_go = button({}, "primary", "applyGo", this);
    m_go->setDefault(true);
    footer()->addWidget(m_verdict);
    footer()->addStretch();
    footer()->addWidget(m_progress);
    footer()->addWidget(cancel);
    footer()->addWidget(m_go);
    connect(m_go, &QPushButton::clicked, this, &ApplyDialog::apply);
}

void ApplyDialog::apply()
{
    m_applying = true;
    setWorking(true);
    m_go->setEnabled(false);
    m_progress->show();
    m_refusal.clear();
    complain({});
    for (QAbstractButton *mode : m_modes->buttons())
        mode->setEnabled(false);
    const auto patience = m_trial->patience();
    m_session->apply(patience, this, [this, trial = patience.has_value()](auto answer) {
        m_applying = false;
        setWorking(false);
        m_progress->hide();
        if (answer) {
            emit applied(*answer, trial);
            return accept();
        }
        for (QAbstractButton *mode : m_modes->buttons())
            mode->setEnabled(true);
        m_refusal = answer.error().code == wire::code::stale
                        ? tr("The host has changed since you looked: nothing was written. It is read again; look at the new "
                             "preview and apply once more.")
                        : answer.error().message;
        showPreview();
    }, m_copy->wanted());
}

} // namespace patchbay::views
