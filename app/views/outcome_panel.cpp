// SPDX-License-Identifier: BSD-2-Clause
#include "views/outcome_panel.h"

#include "client/session.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "models/finding_model.h"
#include "models/step_model.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/details_view.h"
#include "views/fading_tabs.h"
#include "views/file_rows.h"
#include "views/findings_view.h"
#include "views/mode_words.h"
#include "views/segments.h"
#include "views/step_delegate.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QListView>
#include <QScrollBar>
#include <QStackedWidget>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using text::CodeView;
using text::Language;

namespace {

QList<Segments::Way> modeSegments()
{
    QList<Segments::Way> ways;
    for (const ModeWords &words : modeWords(OutcomePanel::tr("the host")))
        ways.append({words.brief, words.name + u": "_s + words.about, words.segment});
    return ways;
}

/// What the rules say of the plan, then what was odd when the host was read: both are for the same eyes.
std::vector<wire::Finding> findingsOf(const client::Session *session, const client::Session::Preview &preview)
{
    std::vector<wire::Finding> findings = preview ? preview->findings : std::vector<wire::Finding>();
    if (!session || !session->snapshot())
        return findings;
    for (const wire::Oddity &oddity : session->snapshot()->oddities) {
        wire::Finding note;
        note.severity = "note";
        note.text = oddity.text;
        note.rule = models::bytes(OutcomePanel::tr("read from the host"));
        note.source = oddity.where;
        findings.push_back(std::move(note));
    }
    return findings;
}

} // namespace

OutcomePanel::OutcomePanel(QWidget *parent)
    : QWidget(parent)
    , m_tabs(new FadingTabs(this))
    , m_corner(new ElidedLabel(Qt::AlignRight, this))
    , m_mode(new Segments(tr("How to apply the plan"), modeSegments(), this))
    , m_pages(new QStackedWidget(this))
    , m_findings(new models::FindingModel(this))
    , m_steps(new models::StepModel(this))
    , m_findingsView(new FindingsView(m_findings, this))
    , m_files(new CodeView(this))
    , m_command(new CodeView(this))
    , m_guestFile(new CodeView(this))
    , m_stepList(new QListView(this))
    , m_details(new DetailsView(this))
    , m_output(new CodeView(this))
{
    m_tabs->setObjectName(u"outcome"_s);
    m_tabs->setAccessibleName(tr("What will happen"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_tabs->setMinimumWidth(look::px(160));
    m_files->setAccessibleName(tr("Boot files with the changes"));
    m_command->setAccessibleName(tr("bhyve command"));
    m_command->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_guestFile->setAccessibleName(tr("Guest file"));
    m_output->setObjectName(u"output"_s);
    m_files->setObjectName(u"bootFiles"_s);
    m_command->setObjectName(u"command"_s);
    m_output->setAccessibleName(tr("Output of the guest"));
    m_stepList->setAccessibleName(tr("Steps"));
    m_stepList->setModel(m_steps);
    m_stepList->setItemDelegate(new StepDelegate(m_stepList));
    m_stepList->setFrameShape(QFrame::NoFrame);

    m_pages->addWidget(m_findingsView);
    m_pages->addWidget(withEmpty(m_files, m_filesEmpty, m_filePages));
    m_pages->addWidget(withEmpty(m_command, m_commandEmpty, m_commandPages));
    m_pages->addWidget(withEmpty(m_guestFile, m_guestFileEmpty, m_guestFilePages));
    m_pages->addWidget(withEmpty(m_stepList, m_stepsEmpty, m_stepPages));
    m_pages->addWidget(m_details);
    m_pages->addWidget(withEmpty(m_output, m_outputEmpty, m_outputPages));
    for (const QString &title : {tr("Findings"), tr("Boot files"), tr("bhyve command"), tr("Guest file"), tr("Steps"),
                                 tr("Function"), tr("Output")})
        m_tabs->addTab(title);

    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12, 0);
    row->addWidget(m_tabs);
    row->setSpacing(12);
    row->addWidget(m_corner, 1);
    m_corner->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // gives way first
    row->addWidget(m_mode);
    auto *rule = new QFrame(this);
    rule->setObjectName(u"rule"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(rule);
    column->addWidget(m_pages, 1);
    connect(m_mode, &Segments::picked, this, [this](int mode) { emit modePicked(modeWords({})[std::size_t(mode)].id); });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        m_tabs->setTabText(page, m_tabs->tabText(page)); // it is bold now: room is asked for anew
        showCorner();
    });
    showPage(BootFiles);
    show(nullptr, {});
}

QWidget *OutcomePanel::withEmpty(QWidget *view, EmptyState *&empty, QStackedWidget *&pages)
{
    pages = new QStackedWidget(this);
    empty = new EmptyState(pages);
    pages->addWidget(view);
    pages->addWidget(empty);
    return pages;
}

QWidget *OutcomePanel::entry() const
{
    return m_tabs;
}

void OutcomePanel::showPage(Page page)
{
    m_tabs->setCurrentIndex(page);
}

void OutcomePanel::show(const client::Session *session, const QString &guest)
{
    m_session = session;
    m_guest = guest;
    showMode();
    const auto preview = session ? session->preview() : client::Session::Preview();
    if (preview || !session || !session->snapshot()) {
        m_findings->setFindings(findingsOf(session, preview));
        m_steps->setSteps(preview ? preview->steps : std::vector<wire::Step>());
        showFindingCount();
        showFiles();
        showCommand();
        m_stepPages->setCurrentIndex(m_steps->rowCount() > 0 ? 0 : 1);
        m_stepsEmpty->say(u"check"_s, tr("Nothing to do"), tr("The host already is what the plan says."));
    }
    if (!m_outputs.contains(guest))
        m_output->showText({}, Language::None, false);
    else if (m_output->toPlainText() != m_outputs.value(guest))
        showOutput(m_outputs.value(guest));
    m_outputPages->setCurrentIndex(m_outputs.value(guest).isEmpty() ? 1 : 0);
    m_outputEmpty->say(u"guest"_s, tr("No output yet"), tr("What bhyve prints appears here once the guest is started."));
    showCorner();
}

void OutcomePanel::showMode()
{
    const auto modes = modeWords({});
    for (std::size_t i = 0; m_session && i < modes.size(); ++i) {
        if (m_session->mode() == modes[i].id)
            m_mode->choose(int(i));
    }
    m_mode->setVisible(m_session && m_session->snapshot() && !m_session->snapshot()->readOnly);
}

void OutcomePanel::showFindingCount()
{
    const int bad = m_findings->count(models::Meaning::Warn);
    const bool blocked = m_findings->count(models::Meaning::Block) > 0;
    const int all = m_findings->rowCount();
    m_tabs->setTabText(Findings, all > 0 ? tr("Findings  %1").arg(all) : tr("Findings"));
    m_tabs->setTabIcon(Findings, blocked   ? look::icon(u"block"_s, look::Token::Block)
                                 : bad > 0 ? look::icon(u"warning"_s, look::Token::Warn)
                                           : QIcon());
    m_tabs->setTabToolTip(Findings, blocked ? tr("Something blocks this plan") : QString());
}

void OutcomePanel::showFiles()
{
    const auto preview = m_session ? m_session->preview() : client::Session::Preview();
    const bool any = preview && !preview->files.empty();
    m_filePages->setCurrentIndex(any ? 0 : 1);
    if (!m_session || !m_session->snapshot())
        m_filesEmpty->say(u"host"_s, tr("No host is read"), tr("What a plan changes in its boot files appears here."));
    else if (any)
        m_files->showRows(fileRows(preview->files), Language::LoaderConf);
    else
        m_filesEmpty->say(u"check"_s, tr("The boot files stay as they are"),
                          m_session->changed() ? tr("Done this way, the plan needs no boot file: its steps say what it does.")
                                               : tr("Drag a function onto a guest's board to see the exact change here."));
}

void OutcomePanel::showCommand()
{
    const auto preview = m_session ? m_session->preview() : client::Session::Preview();
    const wire::GuestCommand *command = nullptr;
    if (preview) {
        for (const wire::GuestCommand &each : preview->guests) {
            if (models::text(each.guest) == m_guest)
                command = &each;
        }
    }
    m_commandPages->setCurrentIndex(command ? 0 : 1);
    m_guestFilePages->setCurrentIndex(command ? 0 : 1);
    m_commandEmpty->say(u"guest"_s, tr("No guest is in front"), tr("Add a guest to see the line that starts it."));
    m_guestFileEmpty->say(u"guest"_s, tr("No guest is in front"), tr("Add a guest to see its bhyve_config file."));
    if (!command)
        return;
    QStringList lines;
    for (const std::string &line : command->lines)
        lines.append(models::text(line));
    m_command->showText(lines.join(u'\n'), Language::Shell);
    m_guestFile->showText(models::text(command->config), Language::LoaderConf);
}

QString OutcomePanel::command() const
{
    return m_commandPages->currentIndex() == 0 ? m_command->toPlainText() : QString();
}

void OutcomePanel::showCorner()
{
    QString words;
    const auto preview = m_session ? m_session->preview() : client::Session::Preview();
    switch (m_tabs->currentIndex()) {
    case BootFiles:
        if (preview && !preview->files.empty()) {
            const wire::FileChange &file = preview->files.front();
            words = models::text(file.path);
            if (preview->files.size() > 1)
                words = tr("%1 files").arg(preview->files.size());
            else if (!file.note.empty())
                words = models::text(file.note).startsWith(words) ? models::text(file.note)
                                                                  : words + u" · "_s + models::text(file.note);
        }
        break;
    case Command: words = m_guest.isEmpty() ? QString() : tr("exactly what Start runs"); break;
    case GuestFile: words = m_guest.isEmpty() ? QString() : tr("the same as a bhyve_config(5) file"); break;
    case Output: words = m_guest; break;
    default: break;
    }
    m_corner->setText(words);
}

void OutcomePanel::addOutput(const QString &guest, const QString &text)
{
    constexpr qsizetype kept = 1 << 20;
    QString &whole = m_outputs[guest];
    whole = (whole + text).right(kept);
    if (guest != m_guest)
        return;
    m_outputPages->setCurrentIndex(0);
    m_output->appendText(text);
}

void OutcomePanel::showOutput(const QString &text)
{
    m_output->showText(text, Language::None, false);
    m_output->verticalScrollBar()->setValue(m_output->verticalScrollBar()->maximum());
}

void OutcomePanel::setOutput(const QString &guest, const QString &text)
{
    m_outputs[guest] = text;
    if (guest == m_guest) {
        showOutput(text);
        m_outputPages->setCurrentIndex(text.isEmpty() ? 1 : 0);
    }
}

} // namespace patchbay::views
