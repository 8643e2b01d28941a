// SPDX-License-Identifier: BSD-2-Clause
#include "models/finding_model.h"

#include "models/text.h"

#include <algorithm>

namespace patchbay::models {

using namespace Qt::StringLiterals;

namespace {

QString lines(const std::vector<std::string> &list)
{
    QStringList words;
    for (const std::string &line : list)
        words.append(text(line));
    return words.join(u'\n');
}

QString subjectOf(const wire::Finding &finding)
{
    QStringList words;
    for (const std::string &function : finding.functions)
        words.append(text(function));
    constexpr qsizetype shown = 3;
    QStringList cells;
    for (const wire::Cell &cell : finding.cells)
        cells.append(u"%1 %2:%3"_s.arg(text(cell.guest)).arg(cell.slot).arg(cell.function));
    if (words.isEmpty() || words.size() + cells.size() <= shown) // or where they lie would be counted as more of them
        words.append(cells);
    const QString more = words.size() > shown ? FindingModel::tr(" and %1 more").arg(words.size() - shown) : QString();
    return words.mid(0, shown).join(u", "_s) + more;
}

} // namespace

Meaning meaningOf(std::string_view severity)
{
    return severity == "block" ? Meaning::Block : severity == "warn" ? Meaning::Warn
           : severity == "ok"  ? Meaning::Good  : severity == "note" ? Meaning::Note : Meaning::Plain;
}

void FindingModel::setFindings(std::vector<wire::Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    endResetModel();
}

int FindingModel::count(Meaning least) const
{
    return int(std::ranges::count_if(m_findings, [&](const wire::Finding &finding) {
        return meaningOf(finding.severity) >= least;
    }));
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const wire::Finding &finding = m_findings[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(finding.text);
    case Qt::AccessibleTextRole:
        return u"%1: %2"_s.arg(finding.severity == "block" ? tr("Blocks") : finding.severity == "warn" ? tr("Warning")
                                                                                                      : tr("Note"),
                               text(finding.text));
    case Qt::ToolTipRole: return lines(finding.evidence);
    case MeaningRole: return int(meaningOf(finding.severity));
    case SubjectRole: return subjectOf(finding);
    case EvidenceRole: return lines(finding.evidence);
    case SourceRole: return text(finding.source);
    case RuleRole: return text(finding.rule);
    case FixRole: return finding.fix ? text(finding.fix->label) : QString();
    case GuardRole: return finding.guard && !finding.lifted && finding.severity == "block";
    }
    return {};
}

} // namespace patchbay::models
