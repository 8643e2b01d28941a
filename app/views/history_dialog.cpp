// SPDX-License-Identifier: BSD-2-Clause
#include "views/history_dialog.h"

#include "client/session.h"
#include "look/metrics.h"
#include "models/text.h"
#include "text/code_view.h"
#include "views/file_rows.h"
#include "views/footer_row.h"
#include "views/widgets.h"

#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTreeWidget>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::text;

namespace {

constexpr int idRole = Qt::UserRole, stateRole = Qt::UserRole + 1;

QString modeWords(const std::string &mode)
{
    return mode == "next-boot"    ? HistoryDialog::tr("next boot")
           : mode == "persistent" ? HistoryDialog::tr("permanent")
           : mode.empty()         ? u"–"_s
                                  : text(mode);
}

/// The chosen row and the list's frame say where the focus is; the style's own ring has shades of its own.
class PlainRows final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->state &= ~QStyle::State_HasFocus;
    }
};

bool stood(const std::string &state)
{
    return state == "applied" || state == "reverted";
}

} // namespace

HistoryDialog::HistoryDialog(client::Session *session, QWidget *window)
    : Sheet(tr("History of %1").arg(text(session->snapshot()->name)), window)
    , m_session(session)
{
    setObjectName(u"historyDialog"_s);
    setUsualWidth(900);
    setSubtitle(tr("Every change is kept: compare any two moments, or go back to one."));
    addList();
    addComparison();
    addFooter();
    read();
}

void HistoryDialog::addList()
{
    m_list = new QTreeWidget(this);
    m_list->setObjectName(u"historyList"_s);
    m_list->setAccessibleName(tr("Changes, newest first"));
    m_list->setHeaderLabels({tr("Change"), tr("Made"), tr("Mode"), tr("State"), tr("What")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setItemDelegate(new PlainRows(m_list));
    m_list->setMinimumHeight(look::px(110));
    body()->addWidget(m_list, 1);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &HistoryDialog::choose);
}

void HistoryDialog::addComparison()
{
    auto *line = new QHBoxLayout;
    m_from = new QComboBox(this);
    m_to = new QComboBox(this);
    m_from->setObjectName(u"historyFrom"_s);
    m_to->setObjectName(u"historyTo"_s);
    m_from->setAccessibleName(tr("Compare from"));
    m_to->setAccessibleName(tr("Compare with"));
    line->addWidget(label(tr("Compare"), "secondary", this));
    line->addWidget(m_from, 1);
    line->addWidget(label(tr("with"), "secondary", this));
    line->addWidget(m_to, 1);
    body()->addLayout(line);
    m_about = label({}, "secondary", this);
    m_about->setObjectName(u"historyAbout"_s);
    m_about->setWordWrap(true);
    body()->addWidget(m_about);
    auto *frame = new QFrame(this);
    frame->setObjectName(u"list"_s);
    m_code = new text::CodeView(frame);
    m_code->setObjectName(u"historyCode"_s);
    m_code->setAccessibleName(tr("How the files differ"));
    m_code->setMinimumHeight(look::px(110));
    auto *inside = new QVBoxLayout(frame);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_code);
    body()->addWidget(frame, 2);
    for (QComboBox *box : {m_from, m_to})
        connect(box, &QComboBox::activated, this, &HistoryDialog::compare);
}

void HistoryDialog::addFooter()
{
    m_save = button(tr("Export…"), "", "historyExport", this);
    m_revert = button(tr("Take back this change"), "", "revert", this);
    m_revert->setToolTip(tr("Undoes this one change, on the running host too, and leaves the others."));
    m_back = button(tr("Go back to here…"), "", "historyBack", this);
    m_back->setToolTip(tr("Shows what it takes to have the files as this change left them. Nothing is done yet."));
    m_go = button(tr("Go back"), "danger", "historyGo", this);
    QPushButton *close = leaveButton(tr("Close"), "historyClose");
    m_go->hide();
    for (QPushButton *each : {m_save, m_revert, m_back})
        each->setEnabled(false);
    footer()->addWidget(m_save);
    footer()->addStretch();
    for (QPushButton *each : {m_revert, m_back, m_go, close})
        footer()->addWidget(each);
    connect(m_save, &QPushButton::clicked, this, &HistoryDialog::save);
    connect(m_revert, &QPushButton::clicked, this, &HistoryDialog::takeBack);
    connect(m_back, &QPushButton::clicked, this, &HistoryDialog::lookBack);
    connect(m_go, &QPushButton::clicked, this, &HistoryDialog::goBack);
}

void HistoryDialog::read()
{
    m_about->setText(tr("Reading…"));
    m_session->askHistory(this, [this](auto answer) {
        if (!answer)
            return complain(answer.error().message);
        fill(*answer);
    });
}

void HistoryDialog::fill(const wire::History &history)
{
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        m_from->clear();
        m_to->clear();
        for (QComboBox *box : {m_from, m_to})
            box->addItem(tr("Now"), u"now"_s);
        for (const wire::HistoryEntry &entry : history.entries)
            addEntry(entry);
    }
    for (int column = 0; column < 4; ++column)
        m_list->resizeColumnToContents(column);
    m_save->setEnabled(!history.entries.empty() && m_session->knows("boot.export"));
    if (history.dropped > 0)
        setSubtitle(tr("%1 changes and %2 MiB are kept; %3")
                        .arg(history.limit)
                        .arg(history.limitBytes >> 20)
                        .arg(models::counted(history.dropped, tr("%1 older one went."), tr("%1 older ones went."))));
    if (history.entries.empty())
        m_about->setText(tr("Nothing was applied to this host yet."));
    else
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

void HistoryDialog::addEntry(const wire::HistoryEntry &entry)
{
    const bool damaged = entry.state == "damaged";
    const QString when = damaged ? u"–"_s : QLocale().toString(QDateTime::fromSecsSinceEpoch(entry.at), QLocale::ShortFormat);
    auto *item = new QTreeWidgetItem(m_list, {text(entry.id), when, modeWords(entry.mode), text(entry.state), text(entry.summary)});
    item->setData(0, idRole, text(entry.id));
    item->setData(0, stateRole, text(entry.state));
    item->setToolTip(4, text(entry.summary));
    if (damaged)
        return;
    for (QComboBox *box : {m_from, m_to}) {
        box->addItem(tr("After change %1").arg(text(entry.id)), text(entry.id));
        box->addItem(tr("Before change %1").arg(text(entry.id)), u"before-"_s + text(entry.id));
    }
}

std::string HistoryDialog::chosen() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(0, idRole).toString().toStdString() : std::string();
}

void HistoryDialog::choose()
{
    forgetWay();
    const QTreeWidgetItem *item = m_list->currentItem();
    const std::string state = item ? item->data(0, stateRole).toString().toStdString() : std::string();
    m_revert->setEnabled(state == "applied");
    m_back->setEnabled(stood(state) && m_session->knows("boot.restore"));
    if (state.empty() || state == "damaged") {
        m_code->setPlaceholderText({});
        m_code->showRows({}, text::Language::None);
        m_about->setText(item ? tr("This record is damaged: %1.").arg(item->text(4)) : QString());
        return;
    }
    m_from->setCurrentIndex(m_from->findData(u"before-"_s + text(chosen())));
    m_to->setCurrentIndex(m_to->findData(text(chosen())));
    compare();
}

void HistoryDialog::compare()
{
    forgetWay();
    const int asked = ++m_asked;
    m_about->setText(tr("Comparing…"));
    m_session->compare(m_from->currentData().toString().toStdString(), m_to->currentData().toString().toStdString(), this,
                       [this, asked](auto answer) {
                           if (asked != m_asked)
                               return;
                           if (!answer)
                               return complain(answer.error().message);
                           showFiles(answer->files.empty() ? tr("No file differs.")
                                                           : models::counted(int(answer->files.size()), tr("%1 file differs."),
                                                                             tr("%1 files differ.")),
                                     answer->files, answer->notes);
                       });
}

void HistoryDialog::lookBack()
{
    forgetWay();
    const int asked = ++m_asked;
    const std::string to = chosen();
    m_session->previewRestore(to, this, [this, asked, to](auto answer) {
        if (asked != m_asked)
            return;
        if (!answer)
            return complain(answer.error().message);
        std::vector<std::string> notes = answer->notes;
        for (const wire::FileChange &file : answer->refused)
            notes.push_back(file.path + ": " + file.note);
        for (const wire::Finding &finding : answer->findings)
            notes.push_back(finding.text);
        if (answer->blocked)
            return showFiles(tr("There is no way back to change %1 as things are:").arg(text(to)), answer->refused, notes);
        showFiles(answer->files.empty() ? tr("Nothing has to be done.") : tr("To go back, this is changed:"), answer->files, notes);
        m_wayTo = to;
        m_token = answer->token;
        m_go->setVisible(!answer->files.empty());
        m_back->setVisible(answer->files.empty());
    });
}

void HistoryDialog::goBack()
{
    m_go->setEnabled(false);
    setWorking(true);
    m_session->restore(m_wayTo, m_token, this, [this, to = m_wayTo](auto answer) {
        setWorking(false);
        forgetWay();
        if (!answer)
            return complain(answer.error().message);
        emit reverted(tr("The files are as change %1 left them.").arg(text(to)));
        read();
    });
}

void HistoryDialog::takeBack()
{
    forgetWay();
    m_revert->setEnabled(false);
    setWorking(true);
    m_session->revert(chosen(), this, [this](auto answer) {
        setWorking(false);
        if (!answer) {
            m_revert->setEnabled(true);
            return complain(answer.error().message);
        }
        emit reverted(tr("The boot files are as they were before that change."));
        read();
    });
}

void HistoryDialog::save()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the history"), u"patchbay-history.txt"_s,
                                                      tr("Texts (*.txt);;All files (*)"));
    if (path.isEmpty())
        return;
    m_session->exportHistory(this, [this, path](auto answer) {
        if (!answer)
            return complain(answer.error().message);
        QSaveFile file(path);
        const QByteArray bytes = QByteArray::fromStdString(answer->text);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return complain(tr("%1 could not be written: %2").arg(path, file.errorString()));
        m_about->setText(tr("Saved as %1").arg(path));
    });
}

void HistoryDialog::forgetWay()
{
    complain(QString());
    m_wayTo.clear();
    m_token.clear();
    m_go->hide();
    m_go->setEnabled(true);
    m_back->show();
}

void HistoryDialog::showFiles(const QString &heading, const std::vector<wire::FileChange> &files,
                              const std::vector<std::string> &notes)
{
    QString words = heading;
    for (const std::string &note : notes)
        words += u'\n' + text(note);
    m_about->setText(words);
    m_code->setPlaceholderText(files.empty() && notes.empty() ? tr("The boot files are the same, line for line.") : QString());
    m_code->showRows(fileRows(files, true), text::Language::LoaderConf);
}

} // namespace patchbay::views
