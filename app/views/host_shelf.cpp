// SPDX-License-Identifier: BSD-2-Clause
#include "views/host_shelf.h"

#include "models/text.h"
#include "remote/ssh_config.h"
#include "remote/ssh_target.h"
#include "views/connection_sheet.h"
#include "views/host_edit.h"
#include "views/host_import.h"
#include "views/main_window.h"
#include "views/ssh_questions.h"

#include <QDir>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using client::HostBook;

HostShelf::HostShelf(HostBook *book, MainWindow *window)
    : QObject(window)
    , m_book(book)
    , m_window(window)
{
}

void HostShelf::edit(const QString &spec)
{
    auto *sheet = new HostEdit(HostEdit::tr("Edit this host"), m_book->host(spec), *m_book, m_window);
    connect(sheet, &HostEdit::decided, this, [this, spec](const HostBook::Host &host) {
        const bool shown = m_window->session() && m_window->session()->spec() == spec;
        m_book->change(spec, host);
        if (shown)
            m_window->openHost(host.spec);
    });
    sheet->open();
}

void HostShelf::duplicate(const QString &spec)
{
    auto *sheet = new HostEdit(HostEdit::tr("Another host like this"), m_book->host(spec), *m_book, m_window);
    sheet->requireAnother();
    connect(sheet, &HostEdit::decided, this, [this](const HostBook::Host &host) {
        m_book->add(host.spec, host.name, host.group);
        m_window->openHost(host.spec);
    });
    sheet->open();
}

void HostShelf::details(const QString &spec)
{
    const auto *questions = m_window->findChild<SshQuestions *>();
    remote::SecretStore *store = questions && questions->asker() ? questions->asker()->store() : nullptr;
    if (const client::Session *session = m_book->existing(spec))
        (new ConnectionSheet(*session, store, m_window))->open();
    else
        m_window->tell(tr("Nobody has connected to %1 yet.").arg(m_book->host(spec).name));
}

void HostShelf::import(const QStringList &files)
{
    const QString home = QDir::homePath();
    const QStringList read = files.isEmpty() ? QStringList{home + u"/.ssh/config"_s, u"/etc/ssh/ssh_config"_s} : files;
    QStringList fresh;
    for (const QString &name : remote::hostsOfSshConfig(read, home)) {
        const auto target = remote::SshTarget::parse(name);
        if (target && m_book->host(target->toString()).spec.isEmpty())
            fresh.append(name);
    }
    if (fresh.isEmpty())
        return m_window->tell(tr("Every host that %1 names is here already.").arg(read.first()));
    auto *sheet = new HostImport(fresh, read.first(), m_book->groups(), m_window);
    connect(sheet, &HostImport::decided, this, [this](const QStringList &names, const QString &group) {
        for (const QString &name : names)
            m_book->add(remote::SshTarget::parse(name)->toString(), name, group);
        m_window->tell(models::counted(int(names.size()), tr("%1 host added."), tr("%1 hosts added.")));
    });
    sheet->open();
}

} // namespace patchbay::views
