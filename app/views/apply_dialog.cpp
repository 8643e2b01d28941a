// SPDX-License-Identifier: BSD-2-Clause
#include "views/apply_dialog.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/choice_card.h"
#include "views/file_rows.h"
#include "views/widgets.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QRadioButton>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {
constexpr const char *modeNames[] = {"next-boot", "persistent", "now"};
}

ApplyDialog::ApplyDialog(client::Session *session, QWidget *window)
    : Sheet(tr("Apply to %1").arg(models::text(session->snapshot()->name)), window)
    , m_session(session)
    , m_modes(new QButtonGroup(this))
{
    setObjectName(u"applyDialog"_s);
    setFixedWidth(qMin(820, window->width() - 80));
    const int changes = client::changeCount(session->hostPlan(), session->plan());
    const auto preview = session->preview();
    const int files = preview ? int(preview->files.size()) : 0;
    setSubtitle(models::counted(changes, tr("%1 change"), tr("%1 changes")) + u" · "_s +
                models::counted(files, tr("%1 file"), tr("%1 files")) +
                (files > 0 ? tr(" · takes effect at the next boot") : QString()));
    addChoices();
    addPreview();
    addFooter();
    if (preview && preview->blocked) {
        m_go->setEnabled(false);
        for (const wire::Finding &finding : preview->findings) {
            if (finding.severity == "block") {
                complain(tr("Blocked: %1").arg(models::text(finding.text)));
                break;
            }
        }
    }
    chose(NextBoot);
}

void ApplyDialog::addChoices()
{
    const QString host = models::text(m_session->snapshot()->name);
    addChoice(NextBoot, tr("Try at the next boot only"), tr("safest"),
              tr("loader.conf stays as it is. If %1 does not come back, or you do not keep the change, the boot after "
                 "falls back by itself.").arg(host));
    addChoice(Persistent, tr("Make it permanent"), {},
              tr("Writes the boot files; the old ones are kept and can be restored from History."));
    addChoice(Now, tr("Now, without a reboot"), {},
              tr("Takes the functions from their drivers with devctl. Lost at the next boot unless also made permanent."));
}

void ApplyDialog::addChoice(Mode mode, const QString &title, const QString &tag, const QString &about)
{
    auto *card = new ChoiceCard(title, tag, about, this);
    card->radio()->setObjectName(u"mode-"_s + QLatin1StringView(modeNames[mode]));
    card->radio()->setChecked(mode == NextBoot);
    m_modes->addButton(card->radio(), mode);
    connect(card->radio(), &QRadioButton::toggled, this, [this, mode](bool on) {
        if (on)
            chose(mode);
    });
    body()->addWidget(card);
}

void ApplyDialog::addPreview()
{
    const auto preview = m_session->preview();
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    auto *view = new text::CodeView(frame);
    view->setObjectName(u"applyDiff"_s);
    view->setAccessibleName(tr("Boot files with the changes"));
    if (preview && !preview->files.empty())
        view->showRows(fileRows(preview->files), text::Language::LoaderConf);
    else
        view->showText(tr("The boot files stay as they are."), text::Language::None, false);
    view->setFixedHeight(qBound(34, view->naturalHeight(), 230));
    inside->addWidget(view);
    body()->addSpacing(4);
    body()->addWidget(frame);
}

void ApplyDialog::addFooter()
{
    const auto preview = m_session->preview();
    int warnings = 0;
    for (const wire::Finding &finding : preview ? preview->findings : std::vector<wire::Finding>())
        warnings += finding.severity == "warn";
    auto *pill = new Pill(this);
    if (preview && preview->blocked)
        pill->show(tr("something blocks this plan"), look::Tone::Block, u"block"_s);
    else if (warnings > 0)
        pill->show(models::counted(warnings, tr("%1 warning: see Findings"), tr("%1 warnings: see Findings")), look::Tone::Warn, u"warning"_s);
    else
        pill->show(tr("no rule objects"), look::Tone::Ok, u"check"_s);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setFixedWidth(120);
    m_progress->hide();
    QPushButton *cancel = button(tr("Cancel"), "", "applyCancel", this);
    m_go = button(tr("Try at next boot"), "primary", "applyGo", this);
    m_go->setDefault(true);
    footer()->addWidget(pill);
    footer()->addStretch();
    footer()->addWidget(m_progress);
    footer()->addWidget(cancel);
    footer()->addWidget(m_go);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &ApplyDialog::apply);
}

void ApplyDialog::chose(int mode)
{
    if (!m_go)
        return;
    const QString verbs[] = {tr("Try at next boot"), tr("Make permanent"), tr("Apply now")};
    m_go->setText(verbs[mode]);
    m_go->setAccessibleName(verbs[mode]);
}

void ApplyDialog::apply()
{
    const int mode = m_modes->checkedId();
    m_go->setEnabled(false);
    m_progress->show();
    complain({});
    m_session->apply(modeNames[mode], std::nullopt, this, [this](auto answer) {
        m_progress->hide();
        if (answer) {
            emit applied(*answer);
            return accept();
        }
        complain(answer.error().code == wire::code::stale
                     ? tr("The host has changed since you looked. Close this, look at the new preview and apply again.")
                     : answer.error().message);
        m_go->setEnabled(answer.error().code != wire::code::stale);
    });
}

} // namespace patchbay::views
