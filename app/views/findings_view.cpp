// SPDX-License-Identifier: BSD-2-Clause
#include "views/findings_view.h"

#include "look/icons.h"
#include "look/metrics.h"
#include "models/finding_model.h"
#include "views/widgets.h"

#include <QHBoxLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::FindingModel;
using models::Meaning;

namespace {

/// More than a person reads; the rest is counted.
constexpr int rowsShown = 120;

struct Word
{
    QString text, icon;
    look::Token ink;
};

Word wordOf(Meaning meaning)
{
    switch (meaning) {
    case Meaning::Block: return {FindingsView::tr("blocks"), u"block"_s, look::Token::Block};
    case Meaning::Warn: return {FindingsView::tr("warning"), u"warning"_s, look::Token::Warn};
    default: return {FindingsView::tr("note"), u"note"_s, look::Token::TextSecondary};
    }
}

} // namespace

FindingsView::FindingsView(FindingModel *model, QWidget *parent)
    : QScrollArea(parent)
    , m_model(model)
    , m_inside(new QWidget(this))
    , m_column(new QVBoxLayout(m_inside))
{
    setObjectName(u"findings"_s);
    setAccessibleName(tr("Findings"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_column->setContentsMargins(0, 0, 0, 8);
    m_column->setSpacing(0);
    setWidget(m_inside);
    viewport()->setBackgroundRole(QPalette::Base);
    connect(model, &QAbstractItemModel::modelReset, this, &FindingsView::rebuild);
    rebuild();
}

void FindingsView::rebuild()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (QWidget *old = item->widget()) {
            old->hide(); // it may hold the very button whose click led here, so it cannot go at once
            old->deleteLater();
        }
        delete item;
    }
    const int count = m_model->rowCount();
    if (count == 0) {
        auto *nothing = new EmptyState(m_inside);
        nothing->say(u"check"_s, tr("Nothing to complain about"),
                     tr("No rule has anything to say about this plan on this host."));
        m_column->addWidget(nothing, 1);
        return;
    }
    for (int i = 0; i < qMin(count, rowsShown); ++i)
        m_column->addWidget(row(i));
    if (count > rowsShown) {
        QPushButton *rest = button(tr("Show the other %1").arg(count - rowsShown), "link", "moreFindings", m_inside);
        connect(rest, &QPushButton::clicked, this, [this, rest] { showRest(rest); });
        m_column->addWidget(rest, 0, Qt::AlignLeft);
    }
    m_column->addStretch();
}

void FindingsView::showRest(QPushButton *instead)
{
    const int at = m_column->indexOf(instead);
    instead->hide();
    instead->deleteLater();
    for (int i = rowsShown; i < m_model->rowCount(); ++i)
        m_column->insertWidget(at + 1 + i - rowsShown, row(i));
}

QWidget *FindingsView::row(int number)
{
    const QModelIndex finding = m_model->index(number);
    const Word word = wordOf(Meaning(finding.data(FindingModel::MeaningRole).toInt()));
    auto *made = new QWidget(m_inside);
    auto *line = new QHBoxLayout(made);
    line->setContentsMargins(16, 7, 16, 7);
    line->setSpacing(10);
    auto *icon = new QLabel(made);
    icon->setPixmap(look::pixmap(word.icon, word.ink, look::px(look::iconSmall), devicePixelRatioF()));
    icon->setToolTip(word.text);
    line->addWidget(icon, 0, Qt::AlignTop);

    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    QLabel *text = label(finding.data().toString(), "", made);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setAccessibleName(finding.data(Qt::AccessibleTextRole).toString());
    words->addWidget(text);
    QString subject = finding.data(FindingModel::SubjectRole).toString();
    const QString source = finding.data(FindingModel::SourceRole).toString();
    QStringList parts{word.text, subject, finding.data(FindingModel::RuleRole).toString(), source};
    parts.removeAll(QString());
    QLabel *about = label(parts.join(u"  ·  "_s), "small", made);
    about->setWordWrap(true);
    words->addWidget(about);
    const QString evidence = finding.data(FindingModel::EvidenceRole).toString();
    QLabel *seen = label(evidence, "small", made);
    seen->setFont(look::font(look::Face::MonoSmall));
    seen->setTextInteractionFlags(Qt::TextSelectableByMouse);
    seen->hide();
    words->addWidget(seen);
    line->addLayout(words, 1);

    if (!evidence.isEmpty()) {
        QPushButton *why = button(tr("Evidence"), "link", "evidence", made);
        why->setCheckable(true);
        connect(why, &QPushButton::toggled, seen, &QWidget::setVisible);
        line->addWidget(why, 0, Qt::AlignTop);
    }
    addVerbs(number, made, line);
    return made;
}

void FindingsView::addVerbs(int number, QWidget *row, QHBoxLayout *line)
{
    const QModelIndex finding = m_model->index(number);
    const QString subject = finding.data(FindingModel::SubjectRole).toString();
    if (!subject.isEmpty()) {
        QPushButton *show = button(tr("Show"), "link", "showSubject", row);
        show->setToolTip(tr("Select %1").arg(subject));
        show->setAccessibleDescription(show->toolTip());
        connect(show, &QPushButton::clicked, this, [this, number] { emit subjectChosen(number); });
        line->addWidget(show, 0, Qt::AlignTop);
    }
    const QString fix = finding.data(FindingModel::FixRole).toString();
    if (!fix.isEmpty()) {
        QPushButton *mend = button(fix, "", "fix", row);
        connect(mend, &QPushButton::clicked, this, [this, number] { emit fixRequested(number); });
        line->addWidget(mend, 0, Qt::AlignTop);
    }
    if (finding.data(FindingModel::GuardRole).toBool()) {
        QPushButton *lift = button(tr("Lift the guard…"), "", "lift", row);
        lift->setToolTip(tr("Give %1 away all the same").arg(subject));
        lift->setAccessibleDescription(lift->toolTip());
        connect(lift, &QPushButton::clicked, this, [this, number] { emit liftRequested(number); });
        line->addWidget(lift, 0, Qt::AlignTop);
    }
}

} // namespace patchbay::views
