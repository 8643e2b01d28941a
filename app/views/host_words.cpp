// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_words.h"

#include "client/plan_changes.h"
#include "models/text.h"
#include "views/trial_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::HostRow;
using models::Meaning;

namespace {

QString words(const char *source)
{
    return QCoreApplication::translate("HostWords", source);
}

HostRow::Section sectionOf(const QString &spec)
{
    if (spec == u"local"_s)
        return HostRow::Section::ThisMachine;
    if (spec.startsWith(u"sim:"_s))
        return HostRow::Section::Simulated;
    if (spec.startsWith(u"dump:"_s) || spec.startsWith(u"recorded:"_s))
        return HostRow::Section::Dumps;
    return HostRow::Section::Hosts;
}

bool isOfFiles(const QString &spec)
{
    return spec.startsWith(u"dump:"_s) || spec.startsWith(u"recorded:"_s);
}

} // namespace

QString nameOfSpec(const QString &spec)
{
    const QString what = spec.section(u':', 1);
    return what.isEmpty() ? spec : isOfFiles(spec) ? what.section(u'/', -1, -1, QString::SectionSkipEmpty) : what;
}

QList<HostRow> hostRows(const client::HostBook &book)
{
    QList<HostRow> rows;
    for (const client::HostBook::Host &host : book.hosts()) {
        HostRow row;
        row.spec = host.spec;
        row.name = host.name.isEmpty() || host.name == host.spec.section(u':', 1) ? nameOfSpec(host.spec) : host.name;
        row.section = sectionOf(host.spec);
        row.group = host.group;
        row.meaning = row.section == HostRow::Section::Simulated ? Meaning::Note : Meaning::Plain;
        rows.append(row);
    }
    std::ranges::stable_sort(rows, {}, [](const HostRow &row) { return std::pair(row.section, row.group.toCaseFolded()); });
    return rows;
}

QString failedWords(const client::Session &session)
{
    return isOfFiles(session.spec()) && !session.snapshot() ? words("not readable") : words("not connected");
}

HostMark hostMark(const client::Session &session)
{
    using State = client::Session::State;
    HostMark mark;
    switch (session.state()) {
    case State::Closed: return mark;
    case State::Connecting: mark.state = words("connecting…"); return mark;
    case State::Failed:
        mark.state = failedWords(session);
        if (const auto left = session.trial().left())
            mark.state += u" · "_s + countDown(*left);
        mark.meaning = Meaning::Block;
        return mark;
    case State::Reading:
    case State::Ready: break;
    }
    const bool simulated = session.spec().startsWith(u"sim:"_s);
    mark.meaning = simulated ? Meaning::Note : Meaning::Good;
    if (!session.snapshot()) {
        mark.state = words("reading…");
        return mark;
    }
    const wire::Snapshot &snapshot = *session.snapshot();
    const int changes = client::changeCount(session.hostPlan(), session.plan());
    if (session.spec() == u"local"_s)
        mark.name = models::text(snapshot.name);
    if (const QString trial = trialMark(session); !trial.isEmpty()) {
        mark.state = trial;
        mark.meaning = Meaning::Warn;
        return mark;
    }
    if (changes > 0)
        mark.state = models::counted(changes, words("%1 change pending"), words("%1 changes pending"));
    else if (snapshot.rebootNeeded)
        mark.state = words("reboot needed");
    else if (snapshot.readOnly)
        mark.state = models::text(snapshot.system) + words(", look only");
    else
        mark.state = (models::text(snapshot.system) + u' ' + models::text(snapshot.release)).trimmed();
    if (snapshot.rebootNeeded)
        mark.meaning = Meaning::Warn;
    if (session.preview() && session.preview()->blocked) {
        mark.state += u" · "_s + words("blocked");
    } else if (session.preview()) {
        const auto warnings = std::ranges::count(session.preview()->findings, "warn", &wire::Finding::severity);
        if (warnings > 0)
            mark.state += u" · "_s + models::counted(int(warnings), words("%1 warning"), words("%1 warnings"));
    }
    return mark;
}

} // namespace patchbay::views
