// SPDX-License-Identifier: BSD-2-Clause
#include "client/host_book.h"

#include "remote/engine_there.h"
#include "remote/find_engine.h"
#include "client/reconnect.h"
#include "remote/local_process.h"
#include "remote/ssh_stream.h"

#include <QSettings>

#include <algorithm>

#include <unistd.h>

namespace patchbay::client {

using namespace Qt::StringLiterals;

HostBook::HostBook(Session::Streams streams, QObject *parent)
    : QObject(parent)
    , m_streams(streams ? std::move(streams) : engineStreams())
{
    m_hosts.append({u"local"_s, tr("this machine"), {}, true});
    takeUp();
}

// People write into this file: what counts is what stands there, not how many its "size" says.
QList<HostBook::Host> HostBook::stored()
{
    QList<Host> hosts;
    QSettings settings;
    settings.beginGroup(u"hosts"_s);
    QStringList places = settings.childGroups();
    std::ranges::stable_sort(places, {}, [](const QString &each) { return each.toInt(); });
    for (const QString &place : std::as_const(places)) {
        // A comma that nobody has quoted makes a list of a text.
        const auto text = [&](const QString &key) { return settings.value(place + u'/' + key).toStringList().join(u", "_s).simplified(); };
        const QString spec = text(u"spec"_s), name = text(u"name"_s);
        if (!spec.isEmpty() && spec != u"local"_s && !std::ranges::contains(hosts, spec, &Host::spec))
            hosts.append({spec, name.isEmpty() ? spec : name, text(u"group"_s), false});
    }
    return hosts;
}

void HostBook::takeUp()
{
    if (!m_kept)
        return;
    const QList<Host> hosts = stored();
    const auto gone = [&](const Host &each) { return !each.shipped && !std::ranges::contains(hosts, each.spec, &Host::spec); };
    for (Host &host : m_hosts)
        host.shipped = host.shipped || (gone(host) && existing(host.spec)); // somebody works on it here
    m_hosts.removeIf(gone);
    for (const Host &host : hosts) {
        const auto known = std::ranges::find(m_hosts, host.spec, &Host::spec);
        if (known == m_hosts.end())
            m_hosts.append(host);
        else
            *known = host;
    }
}

Session::Streams HostBook::engineStreams(remote::Asker *asker)
{
    return [asker](const QString &spec) -> std::unique_ptr<remote::ByteStream> {
        if (const auto target = remote::SshTarget::isSpec(spec) ? remote::SshTarget::parse(spec) : std::nullopt)
            return std::make_unique<remote::SshStream>(*target, asker);
        const QString engine = remote::findEngine();
#ifdef Q_OS_FREEBSD
        if (spec == u"local"_s && ::getuid() != 0 && !engine.isEmpty()) // only root can change it
            return std::make_unique<remote::LocalProcess>(u"/bin/sh"_s, remote::startHere(engine, spec));
#endif
        return std::make_unique<remote::LocalProcess>(engine.isEmpty() ? u"patchbay-engine"_s : engine,
                                                      QStringList{u"serve"_s, u"--host"_s, spec});
    };
}

void HostBook::add(const QString &spec, const QString &name, const QString &group)
{
    takeUp();
    const auto known = std::ranges::find(m_hosts, spec, &Host::spec);
    if (known == m_hosts.end())
        m_hosts.append({spec, name, group, false});
    else
        *known = {spec, name, group.isEmpty() ? known->group : group, known->shipped};
    store();
    emit hostsChanged();
}

void HostBook::change(const QString &spec, const Host &host)
{
    takeUp();
    const auto known = std::ranges::find(m_hosts, spec, &Host::spec);
    if (known == m_hosts.end() || spec == u"local"_s)
        return;
    if (host.spec != spec) {
        m_hosts.removeIf([&](const Host &each) { return each.spec == host.spec; });
        if (Session *session = m_sessions.take(spec))
            session->deleteLater();
    }
    const auto place = std::ranges::find(m_hosts, spec, &Host::spec);
    *place = {host.spec, host.name, host.group, false};
    store();
    emit hostsChanged();
}

HostBook::Host HostBook::host(const QString &spec) const
{
    const auto known = std::ranges::find(m_hosts, spec, &Host::spec);
    return known == m_hosts.end() ? Host() : *known;
}

QStringList HostBook::groups() const
{
    QStringList groups;
    for (const Host &host : m_hosts) {
        if (!host.group.isEmpty() && !groups.contains(host.group))
            groups.append(host.group);
    }
    groups.sort(Qt::CaseInsensitive);
    return groups;
}

void HostBook::remove(const QString &spec)
{
    takeUp();
    m_hosts.removeIf([&](const Host &host) { return host.spec == spec && !host.shipped; });
    if (Session *session = m_sessions.take(spec))
        session->deleteLater();
    store();
    emit hostsChanged();
}

void HostBook::store()
{
    QSettings settings;
    settings.remove(u"hosts"_s); // an array that got shorter leaves its tail
    settings.beginWriteArray(u"hosts"_s);
    int i = 0;
    for (const Host &host : m_hosts) {
        if (host.shipped)
            continue;
        settings.setArrayIndex(i++);
        settings.setValue(u"spec"_s, host.spec);
        settings.setValue(u"name"_s, host.name);
        settings.setValue(u"group"_s, host.group);
    }
    settings.endArray();
    settings.sync();
    m_kept = settings.status() == QSettings::NoError;
    if (!m_kept)
        emit notKept(settings.fileName());
}

Session *HostBook::session(const QString &spec)
{
    if (Session *known = existing(spec))
        return known;
    auto *session = new Session(spec, m_streams, this);
    m_sessions.insert(spec, session);
    if (std::ranges::find(m_hosts, spec, &Host::spec) == m_hosts.end()) {
        const auto target = remote::SshTarget::isSpec(spec) ? remote::SshTarget::parse(spec) : std::nullopt;
        m_hosts.append({spec, target ? target->name() : spec.section(u':', 1), {}, true});
        emit hostsChanged();
    }
    for (const auto signal : {&Session::stateChanged, &Session::snapshotChanged, &Session::planChanged, &Session::previewChanged,
                              &Session::trialTicked})
        connect(session, signal, this, [this, spec] { emit sessionChanged(spec); });
    connect(session, &Session::snapshotChanged, this, [this, session] { learnMachines(session); });
    if (remote::SshTarget::isSpec(spec))
        new Reconnect(session);
    return session;
}

void HostBook::learnMachines(Session *session)
{
    if (m_machinesKnown || !session->knows("host.machines"))
        return;
    m_machinesKnown = true;
    session->askMachines(this, [this](auto answer) {
        if (!answer)
            return;
        for (const wire::Machine &machine : answer->machines) {
            const QString spec = QString::fromStdString(machine.spec);
            const auto known = std::ranges::find(m_hosts, spec, &Host::spec);
            if (known == m_hosts.end())
                m_hosts.append({spec, QString::fromStdString(machine.name), {}, true});
            else
                known->name = QString::fromStdString(machine.name);
        }
        emit hostsChanged();
    });
}

QString HostBook::last() const
{
    return QSettings().value(u"last-host"_s, u"local"_s).toString();
}

void HostBook::setLast(const QString &spec)
{
    QSettings().setValue(u"last-host"_s, spec);
}

} // namespace patchbay::client
